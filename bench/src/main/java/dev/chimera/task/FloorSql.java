package dev.chimera.task;

/** The very statements of the store, for the floor that a benchmark holds the pipeline against. */
public final class FloorSql {

    public static final String PLAN = PlannedTasks.PLAN;
    public static final String CLAIM = TaskStore.CLAIM;
    public static final String MOVE = TaskStore.MOVE;
    public static final String AT_VERSION = TaskQueries.AT_VERSION;

    private FloorSql() {}
}
