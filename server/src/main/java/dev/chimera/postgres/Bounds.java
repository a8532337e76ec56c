package dev.chimera.postgres;

import java.time.Duration;
import java.util.Properties;

/**
 * How long anything may take on one connection.
 *
 * @param connect until it is there and signed in
 * @param answer until the driver gives up waiting for one answer
 * @param statement until PostgreSQL ends a statement
 * @param lock until PostgreSQL ends a wait for a lock
 * @param idle until PostgreSQL ends a transaction in which nothing happens
 */
record Bounds(Duration connect, Duration answer, Duration statement, Duration lock, Duration idle) {

    /**
     * The role that owns nothing, see afterMigrate__privileges.sql; where there is none, a connection stays what it is, and
     * AuditGuard says so.
     */
    private static final String LESSER_ROLE = """
            SELECT set_config('role', app.rolname, false)
            FROM pg_class log JOIN pg_roles owner ON owner.oid = log.relowner
            JOIN pg_roles app ON app.rolname = left(owner.rolname, 59) || '_app'
            WHERE log.oid = to_regclass('audit_log')
            AND pg_has_role(app.oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
            """;

    static Bounds everybodys(PostgresProperties properties) {
        return new Bounds(
                properties.connectTimeout(),
                properties.statementTimeout().plus(properties.answerMargin()),
                properties.statementTimeout(),
                properties.lockTimeout(),
                properties.idleTimeout());
    }

    /** A lease is of no use late: the driver waits no longer than the statement may take. */
    static Bounds lease(PostgresProperties properties) {
        Duration bound = properties.leaseTimeout();
        return new Bounds(bound, bound, bound, bound, properties.idleTimeout());
    }

    static Bounds migrations(PostgresProperties properties) {
        return new Bounds(
                properties.connectTimeout(),
                properties.migrationTimeout().plus(properties.answerMargin()),
                properties.migrationTimeout(),
                properties.migrationLockTimeout(),
                properties.migrationTimeout());
    }

    /** What the driver has to know. Keep-alive tells of a peer that is gone while nothing is asked. */
    Properties driver() {
        Properties driver = new Properties();
        driver.setProperty("ApplicationName", "chimera");
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("connectTimeout", seconds(connect));
        driver.setProperty("loginTimeout", seconds(connect));
        driver.setProperty("socketTimeout", seconds(answer));
        driver.setProperty("cancelSignalTimeout", seconds(connect));
        return driver;
    }

    /**
     * What PostgreSQL has to know, once for each connection. Random reads come from memory or from flash, and compiling
     * costs more than our statements take. Plans are kept, as PostgreSQL does by itself: to plan the statements of the task
     * store anew each time was measured to cost a fifth of the tasks per second, and a lonely task half of its time.
     */
    String session() {
        return "SET statement_timeout = " + statement.toMillis() + "; SET lock_timeout = " + lock.toMillis()
                + "; SET idle_in_transaction_session_timeout = " + idle.toMillis()
                + "; SET random_page_cost = 1.1; SET jit = off";
    }

    /** The same, and the role that everything but a migration is done as. */
    String lesserSession() {
        return session() + "; " + LESSER_ROLE;
    }

    private static String seconds(Duration bound) {
        return Long.toString(Math.ceilDiv(bound.toMillis(), 1_000L));
    }
}
