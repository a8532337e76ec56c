package dev.chimera.embedded;

/**
 * What the databases of {@link SharedServers} begin with. The {@link java.util.ServiceLoader} finds the one that a module's
 * test resources name in {@code META-INF/services}; it fills one database per JVM, and PostgreSQL copies that one for every
 * test, which takes a fraction of what a migration takes.
 */
@FunctionalInterface
public interface DatabaseTemplate {

    /**
     * Creates tables in an empty database, and leaves no connection to it open.
     *
     * @param jdbcUrl with user and password parameters
     */
    void fill(String jdbcUrl);
}
