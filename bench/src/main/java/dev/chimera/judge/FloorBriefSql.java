package dev.chimera.judge;

/** The Judge's own read, for the floor that a benchmark holds the pipeline against. */
public final class FloorBriefSql {

    public static final String BRIEFS = BriefStore.BRIEFS;

    private FloorBriefSql() {}
}
