package dev.chimera.audit;

import com.zaxxer.hikari.HikariDataSource;
import dev.chimera.embedded.SharedServers;
import dev.chimera.postgres.LongStatements;
import dev.chimera.tenant.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Period;
import java.time.YearMonth;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated database of its own on a real PostgreSQL, and the audit room over it. */
final class AuditDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 16;

    private final HikariDataSource pool;
    final JdbcTemplate jdbc;
    final TransactionTemplate transactions;
    final BlockStore store;
    final AuditTrail trail;
    final ArchiveStore archives;
    /** Without a key, and without a memory. */
    final AuditVerifier verifier;

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final TenantId tenant = new TenantId(UUID.randomUUID());

    /** On the PostgreSQL that all tests of this JVM share. */
    static AuditDatabase fresh() {
        return at(SharedServers.fresh().jdbcUrl());
    }

    static AuditDatabase at(String url) {
        AuditDatabase database = new AuditDatabase(url);
        database.migrate();
        return database;
    }

    private AuditDatabase(String url) {
        pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(CONNECTIONS);
        jdbc = new JdbcTemplate(pool);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        store = new BlockStore(jdbc);
        trail = new AuditTrail(jdbc);
        archives = new ArchiveStore(jdbc);
        verifier = verifier(Keyring.EMPTY, new SealMemory(""));
    }

    /** The same database, where PostgreSQL ends each statement after so long. */
    AuditDatabase another(Duration statementTimeout) {
        return new AuditDatabase(pool.getJdbcUrl() + "&options=-c%20statement_timeout=" + statementTimeout.toMillis());
    }

    /** The same database, with connections of its own. */
    AuditDatabase another() {
        return new AuditDatabase(pool.getJdbcUrl());
    }

    void migrate() {
        Flyway.configure().dataSource(pool).load().migrate();
    }

    AuditSealer sealer(int blockRows) {
        return sealer(blockRows, InstantSource.system());
    }

    AuditSealer sealer(int blockRows, InstantSource clock) {
        return sealer(blockRows, clock, Keyring.EMPTY, new SealMemory(""));
    }

    AuditSealer sealer(int blockRows, Keyring keys, SealMemory memory) {
        return sealer(blockRows, InstantSource.system(), keys, memory);
    }

    private AuditSealer sealer(int blockRows, InstantSource clock, Keyring keys, SealMemory memory) {
        return new AuditSealer(store, transactions, clock, properties(blockRows, null), () -> keys, memory, metrics);
    }

    AuditVerifier verifier(Keyring keys, SealMemory memory) {
        return new AuditVerifier(
                store, archives, transactions, new LongStatements(jdbc, Duration.ofSeconds(5)), () -> keys, memory);
    }

    AuditArchivist archivist(@Nullable Period keep, Keyring keys, Path home) {
        return new AuditArchivist(
                new OwnerDatabase(pool.getJdbcUrl()), properties(10, keep), () -> keys, home.toString());
    }

    ArchiveVerifier archiveVerifier(Keyring keys) {
        return new ArchiveVerifier(store, archives, () -> keys);
    }

    private static AuditProperties properties(int blockRows, @Nullable Period keep) {
        return new AuditProperties(Duration.ofMillis(5), blockRows, null, keep, null, Duration.ofHours(1));
    }

    /** Writes rows as the stores of the hot path do, in the transaction of the caller. */
    void write(int rows) {
        jdbc.update("""
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence)
                SELECT ?, 'worker:' || i, 'TaskClaimed', gen_random_uuid(),
                       CASE WHEN i % 3 > 0 THEN gen_random_uuid() END, gen_random_uuid(), gen_random_uuid(),
                       CASE WHEN i % 2 = 0 THEN jsonb_build_object('score', i, 'why', 'ünïcode ' || i) END
                FROM generate_series(1, ?) i
                """, tenant.value(), rows);
    }

    /** Opens a month that is over, as if the log were that old. */
    void openMonth(YearMonth month) {
        jdbc.execute("CREATE TABLE audit_log_%s PARTITION OF audit_log FOR VALUES FROM ('%s-01Z') TO ('%s-01Z')"
                .formatted(month.toString().replace('-', '_'), month, month.plusMonths(1)));
    }

    /** Writes rows as if in that month, in the transaction of the caller. */
    void write(YearMonth month, int rows) {
        jdbc.update("""
                INSERT INTO audit_log (tenant_id, at, actor, event, evidence)
                SELECT ?, (?::timestamp + i * interval '1 minute') AT TIME ZONE 'UTC', 'judge', 'TaskApproved',
                       CASE WHEN i % 2 = 0 THEN jsonb_build_object('score', i, 'why', 'ünïcode "' || i) END
                FROM generate_series(1, ?) i
                """, tenant.value(), month + "-07", rows);
    }

    /** As somebody does who may do everything, in the transaction of the caller. */
    void tamper(String... statements) {
        jdbc.execute("SET LOCAL session_replication_role = replica");
        for (String statement : statements) {
            jdbc.execute(statement);
        }
    }

    /** The same, for good. */
    void tamperForGood(String... statements) {
        transactions.executeWithoutResult(status -> tamper(statements));
    }

    /**
     * Returns when everything that was written may be sealed. Transactions are numbered for the whole PostgreSQL: as long as
     * one of another test's database is open that began before ours, sealing rightly waits for it.
     */
    void awaitHorizon() {
        Awaitility.await("older transactions of other databases end")
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .until(() -> count("SELECT count(*) FROM audit_log"
                                + " WHERE xid >= audit_xid(pg_snapshot_xmin(pg_current_snapshot()))")
                        == 0);
    }

    long count(String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? -1 : count;
    }

    /** Rows that are in another number of blocks than one. */
    long rowsNotInExactlyOneBlock() {
        return count("""
                SELECT count(*)
                FROM (SELECT l.seq, count(b.seq) AS blocks
                      FROM audit_log l LEFT JOIN (SELECT unnest(seqs) AS seq FROM audit_blocks) b ON b.seq = l.seq
                      GROUP BY l.seq) times
                WHERE blocks <> 1
                """);
    }

    @Override
    public void close() {
        pool.close();
    }
}
