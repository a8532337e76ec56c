package dev.chimera.embedded;

/** A template that can be told from an empty database. */
public final class PrintedTemplate implements DatabaseTemplate {

    static final String TEXT = "as it was printed";

    @Override
    public void fill(String jdbcUrl) {
        Probe.sql(jdbcUrl, "CREATE TABLE printed AS SELECT '" + TEXT + "' AS text");
    }
}
