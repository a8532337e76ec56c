package dev.chimera.audit;

import dev.chimera.task.BatchStatement;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of {@code audit_log}: written once, read in the order of their numbers. Throws Spring's {@code
 * DataAccessException} when the database is away or refuses a text, such as one with a NUL character.
 */
@Repository
public class AuditTrail {

    /** A task ends after a few attempts; whoever finds one with more rows than this pages through them. */
    static final int LONGEST_TRAIL = 10_000;

    private static final String APPEND = """
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence)
            SELECT tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence::jsonb
            FROM unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[])
                WITH ORDINALITY
                AS e(tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence, position)
            ORDER BY position
            """;

    private static final String OF_TASK = """
            SELECT seq, at, actor, event, task_id, campaign_id, from_version, to_version, evidence
            FROM audit_log
            WHERE tenant_id = ? AND task_id = ? AND seq > ?
            ORDER BY seq
            LIMIT ?
            """;

    private static final String AFTER = """
            SELECT seq, at, actor, event, task_id, campaign_id, from_version, to_version, evidence
            FROM audit_log
            WHERE tenant_id = ? AND seq > ?
            ORDER BY seq
            LIMIT ?
            """;

    private static final String LATEST = """
            SELECT seq, at, actor, event, task_id, campaign_id, from_version, to_version, evidence
            FROM audit_log
            WHERE tenant_id = ?
            ORDER BY seq DESC
            LIMIT ?
            """;

    /** What a task took with it when it ended; the rows themselves may be in an archive by now. */
    private static final String KEPT = """
            SELECT coalesce((kept.row->>'seq')::bigint, 0) AS seq, (kept.row->>'at')::timestamptz AS at,
                   kept.row->>'actor' AS actor, kept.row->>'event' AS event, t.id AS task_id, t.campaign_id,
                   NULL::uuid AS from_version, NULL::uuid AS to_version, kept.row->'evidence' AS evidence
            FROM tasks t CROSS JOIN LATERAL jsonb_array_elements(t.audit_log) WITH ORDINALITY AS kept(row, place)
            WHERE t.tenant_id = ? AND t.id = ?
            ORDER BY kept.place
            LIMIT ?
            """;

    private final JdbcTemplate jdbc;

    AuditTrail(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Appends the entries, in this order, with one statement. Joins the transaction of the caller, and should: what is
     * rolled back has not happened.
     */
    public void append(List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        BatchStatement<AuditEntry> statement = BatchStatement.of(APPEND, entries)
                .uuids(entry -> entry.tenant().value())
                .texts(AuditEntry::actor)
                .texts(AuditEntry::event)
                .uuids(entry -> entry.task() == null ? null : entry.task().value())
                .uuids(entry ->
                        entry.campaign() == null ? null : entry.campaign().value())
                .uuids(entry ->
                        entry.fromVersion() == null ? null : entry.fromVersion().value())
                .uuids(entry ->
                        entry.toVersion() == null ? null : entry.toVersion().value())
                .strings(AuditEntry::evidence);
        PreparedStatementCallback<Integer> run = java.sql.PreparedStatement::executeUpdate;
        jdbc.execute(statement, run);
    }

    /**
     * What happened to a task, oldest first, at most 10,000 rows; empty when there is no such task here. Of a task whose rows
     * are archived, the copy that it keeps: without versions, and its last row without a number (0).
     */
    public List<AuditRow> of(TenantId tenant, TaskId task) {
        return ofTask(tenant, task, 0, LONGEST_TRAIL);
    }

    List<AuditRow> ofTask(TenantId tenant, TaskId task, long after, int limit) {
        List<AuditRow> rows = jdbc.query(OF_TASK, AuditTrail::row, tenant.value(), task.value(), after, limit);
        return rows.isEmpty() && after == 0
                ? jdbc.query(KEPT, AuditTrail::row, tenant.value(), task.value(), limit)
                : rows;
    }

    List<AuditRow> after(TenantId tenant, long after, int limit) {
        return jdbc.query(AFTER, AuditTrail::row, tenant.value(), after, limit);
    }

    /** The newest rows, but oldest first, as a log is read. */
    List<AuditRow> latest(TenantId tenant, int limit) {
        return jdbc.query(LATEST, AuditTrail::row, tenant.value(), limit).reversed();
    }

    private static AuditRow row(ResultSet row, int number) throws SQLException {
        @Nullable String evidence = row.getString("evidence");
        return new AuditRow(
                row.getLong("seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("event"),
                row.getObject("task_id", UUID.class),
                row.getObject("campaign_id", UUID.class),
                row.getObject("from_version", UUID.class),
                row.getObject("to_version", UUID.class),
                evidence == null ? null : JsonMapper.shared().readTree(evidence));
    }
}
