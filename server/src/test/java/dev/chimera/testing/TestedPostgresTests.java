package dev.chimera.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Or the tests on the oldest PostgreSQL would prove nothing. */
class TestedPostgresTests {

    @Test
    void runsOnThePostgresThatThisRoundIsAbout() throws SQLException {
        int expected = System.getProperty("chimera.embedded.postgres") == null ? 18 : 15;
        try (var connection = DriverManager.getConnection(SharedServers.fresh().jdbcUrl())) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(expected);
        }
    }
}
