package dev.chimera.task;

import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads tasks: by id, by what a hint names, and for listings. */
@Repository
public class TaskQueries {

    private static final String FIND = "SELECT * FROM tasks WHERE tenant_id = :tenant AND id = :id";

    static final String AT_VERSION = """
            SELECT t.*
            FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS r(tenant_id, id, version_id)
            CROSS JOIN LATERAL (
                SELECT t.* FROM tasks t WHERE t.tenant_id = r.tenant_id AND t.id = r.id OFFSET 0) t
            WHERE t.version_id = r.version_id
            """;

    private static final String LIST = """
            SELECT t.*, a.name AS agent_name
            FROM tasks t JOIN agents a ON a.tenant_id = t.tenant_id AND a.id = t.agent_id
            WHERE t.tenant_id = :tenant AND NOT t.dry_run
              AND (cast(:id AS uuid) IS NULL OR t.id = :id)
              AND (cast(:campaign AS uuid) IS NULL OR t.campaign_id = :campaign)
              AND (cast(:agent AS text) IS NULL OR a.name = :agent)
              AND (cast(:status AS text) IS NULL OR t.status = :status)
            ORDER BY t.id DESC
            LIMIT :limit
            """;

    private static final String OF_CAMPAIGN = """
            SELECT * FROM tasks WHERE tenant_id = :tenant AND campaign_id = :campaign ORDER BY id LIMIT :limit
            """;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    TaskQueries(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    /** What to list; null members do not restrict. */
    public record Filter(
            @Nullable UUID id,
            @Nullable UUID campaign,
            @Nullable String agent,
            @Nullable TaskStatus status,
            int limit) {}

    /** A task and the name of its agent. */
    public record Named(Task task, String agentName) {}

    public Optional<Task> find(TenantId tenant, TaskId id) {
        return client.sql(FIND)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query(TaskRows.MAPPER)
                .optional();
    }

    /** Those tasks that are still at the version that is asked for. */
    public List<Task> atVersion(List<TaskRef> refs) {
        return jdbc.query(atVersionStatement(refs), TaskRows.MAPPER);
    }

    static BatchStatement<TaskRef> atVersionStatement(List<TaskRef> refs) {
        return BatchStatement.of(AT_VERSION, refs)
                .uuids(ref -> ref.tenant().value())
                .uuids(ref -> ref.id().value())
                .uuids(ref -> ref.version().value());
    }

    /** The tasks of a campaign, a rehearsal's too, in the order in which they were planned. */
    public List<Task> ofCampaign(TenantId tenant, UUID campaign, int limit) {
        return client.sql(OF_CAMPAIGN)
                .param("tenant", tenant.value())
                .param("campaign", campaign)
                .param("limit", limit)
                .query(TaskRows.MAPPER)
                .list();
    }

    /** The newest first. */
    public List<Named> list(TenantId tenant, Filter filter) {
        TaskStatus status = filter.status();
        return client.sql(LIST)
                .param("tenant", tenant.value())
                .param("id", filter.id(), java.sql.Types.OTHER)
                .param("campaign", filter.campaign(), java.sql.Types.OTHER)
                .param("agent", filter.agent(), java.sql.Types.VARCHAR)
                .param("status", status == null ? null : status.name(), java.sql.Types.VARCHAR)
                .param("limit", filter.limit())
                .query((row, number) -> new Named(TaskRows.map(row), row.getString("agent_name")))
                .list();
    }
}
