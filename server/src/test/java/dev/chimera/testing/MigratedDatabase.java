package dev.chimera.testing;

import dev.chimera.embedded.DatabaseTemplate;
import org.flywaydb.core.Flyway;

/** Every migration of the product, done once per JVM: a server that starts on a copy finds nothing left to migrate. */
public final class MigratedDatabase implements DatabaseTemplate {

    @Override
    public void fill(String jdbcUrl) {
        Flyway.configure().dataSource(jdbcUrl, null, null).load().migrate();
    }
}
