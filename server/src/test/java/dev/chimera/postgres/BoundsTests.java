package dev.chimera.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionTemplate;

class BoundsTests {

    private static final TestServer SERVER = TestServer.start(
            "api",
            "chimera.postgres.statement-timeout=2s",
            "chimera.postgres.lock-timeout=1s",
            "chimera.postgres.answer-margin=1s");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String setting(String name) {
        return SERVER.jdbc().sql("SHOW " + name).query(String.class).single();
    }

    @Test
    void pinsTheDefaults() {
        PostgresProperties defaults = new Binder(
                        new MapConfigurationPropertySource(java.util.Map.of("chimera.postgres.url", "jdbc:x")))
                .bind("chimera.postgres", PostgresProperties.class)
                .get();
        assertThat(defaults)
                .isEqualTo(new PostgresProperties(
                        "jdbc:x",
                        null,
                        16,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(1)));
    }

    @Test
    void givesEveryConnectionItsBounds() throws SQLException {
        assertThat(setting("statement_timeout")).isEqualTo("2s");
        assertThat(setting("lock_timeout")).isEqualTo("1s");
        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("5s");
        try (Connection connection = SERVER.bean(DataSource.class).getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(3_000);
        }
    }

    @Test
    void endsAStatementThatTakesTooLongAndASlowOneMayAskForMore() {
        assertThatThrownBy(
                        () -> SERVER.jdbc().sql("SELECT pg_sleep(10)").query().singleRow())
                .isInstanceOf(QueryTimeoutException.class);

        LongStatements longer = SERVER.bean(LongStatements.class);
        SERVER.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            longer.allow(Duration.ofSeconds(30));
            SERVER.jdbc().sql("SELECT pg_sleep(3.5)").query().singleRow();
        });
        assertThat(setting("statement_timeout")).isEqualTo("2s");
    }

    @Test
    void endsAWaitForALockAsSomethingThatPassesByItself() throws SQLException {
        String url = SERVER.bean(PostgresProperties.class).url();
        try (Connection holder = DriverManager.getConnection(url)) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT pg_advisory_xact_lock(13)");
            assertThatThrownBy(() -> SERVER.jdbc()
                            .sql("SELECT pg_advisory_xact_lock(13)")
                            .query()
                            .singleRow())
                    .isInstanceOf(QueryTimeoutException.class)
                    .hasMessageContaining("lock timeout");
        }
    }

    @Test
    void refusesABoundThatWouldMeanNone() {
        assertThatThrownBy(() -> TestServer.start("api", "chimera.postgres.statement-timeout=0s"))
                .hasStackTraceContaining("chimera.postgres.statement-timeout must be between 1s and 1d");
    }
}
