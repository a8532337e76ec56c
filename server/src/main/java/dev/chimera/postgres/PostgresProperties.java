package dev.chimera.postgres;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where PostgreSQL is, and how long anything may take there. A parameter of the JDBC URL of the driver's own name (such as
 * {@code ApplicationName}) counts more.
 *
 * @param url JDBC, with user and password; {@code CHIMERA_POSTGRES_URL}
 * @param ownerUrl the same as the owner of the tables, who migrates them; default: the same as url
 * @param connections of one process in its pool, beside one for its lease; whoever finds none free waits; default 16
 * @param connectionWait how long somebody waits for a free connection before giving up; default 5 s
 * @param connectTimeout how long connecting and signing in may take; default 5 s
 * @param statementTimeout after which PostgreSQL ends a statement; default 30 s
 * @param lockTimeout after which PostgreSQL ends a wait for a lock; default 15 s
 * @param idleTimeout after which PostgreSQL ends a transaction in which nothing happens, because its process was stopped;
 *     default 5 s
 * @param answerMargin how much longer than the statement's own time the driver waits for an answer before it gives the
 *     connection up; default 5 s
 * @param leaseTimeout the same as statement-timeout, and the bound of connecting, for the process' lease; default 2 s, so
 *     that a renewal that hangs leaves time for another within the lease
 * @param migrationTimeout the same as statement-timeout for one statement of a migration; default 30 m
 * @param migrationLockTimeout the same as lock-timeout for a migration; default 1 m
 */
@ConfigurationProperties("chimera.postgres")
public record PostgresProperties(
        String url,
        @Nullable String ownerUrl,
        @DefaultValue("16") int connections,
        @DefaultValue("5s") Duration connectionWait,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration statementTimeout,
        @DefaultValue("15s") Duration lockTimeout,
        @DefaultValue("5s") Duration idleTimeout,
        @DefaultValue("5s") Duration answerMargin,
        @DefaultValue("2s") Duration leaseTimeout,
        @DefaultValue("30m") Duration migrationTimeout,
        @DefaultValue("1m") Duration migrationLockTimeout) {

    private static final Duration LONGEST = Duration.ofDays(1);

    public PostgresProperties {
        if (connections < 2 || connections > 1_000) {
            throw new IllegalArgumentException(
                    "chimera.postgres.connections must be between 2 and 1000, not " + connections);
        }
        Map.of(
                        "connection-wait", connectionWait,
                        "connect-timeout", connectTimeout,
                        "statement-timeout", statementTimeout,
                        "lock-timeout", lockTimeout,
                        "idle-timeout", idleTimeout,
                        "answer-margin", answerMargin,
                        "lease-timeout", leaseTimeout,
                        "migration-timeout", migrationTimeout,
                        "migration-lock-timeout", migrationLockTimeout)
                .forEach(PostgresProperties::requireBound);
    }

    /** Where migrations log in. */
    String owner() {
        return ownerUrl == null || ownerUrl.isBlank() ? url : ownerUrl;
    }

    /** Zero would mean none to PostgreSQL and to the driver, which counts in seconds. */
    private static void requireBound(String name, Duration bound) {
        if (bound.compareTo(Duration.ofSeconds(1)) < 0 || bound.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "chimera.postgres." + name + " must be between 1s and 1d, not " + bound.toMillis() + "ms");
        }
    }
}
