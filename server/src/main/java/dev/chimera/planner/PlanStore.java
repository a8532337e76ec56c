package dev.chimera.planner;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the Planner reads of campaigns, and the two marks that it sets on them. */
@Repository
class PlanStore {

    /** Cheap, and asked after every batch of ended tasks: whether anything of the campaign is still open. */
    private static final String IDLE = """
            SELECT c.plan_wanted
                   OR NOT EXISTS (SELECT 1 FROM tasks t WHERE t.tenant_id = c.tenant_id AND t.campaign_id = c.id
                                  AND t.status IN ('PENDING', 'IN_PROGRESS', 'REVIEW'))
                   OR EXISTS (SELECT 1 FROM tasks t WHERE t.tenant_id = c.tenant_id AND t.campaign_id = c.id
                              AND t.status = 'FAILED')
            FROM campaigns c
            WHERE c.tenant_id = :tenant AND c.id = :id AND c.status = 'ACTIVE'
            """;

    private static final String LOOK = """
            SELECT c.*, a.soul_link,
                   count(t.id) FILTER (WHERE ours AND t.type = 'ENGAGEMENT') AS chains,
                   count(t.id) FILTER (WHERE ours AND t.type = 'ENGAGEMENT' AND t.status <> 'FAILED') AS living,
                   count(t.id) FILTER (WHERE ours AND t.type = 'ENGAGEMENT' AND t.error_code = 'CANCELLED') AS unwanted,
                   count(t.id) FILTER (WHERE t.error_code = 'NO_MATERIAL') AS exhausted,
                   count(t.id) FILTER (WHERE t.status NOT IN ('COMPLETED', 'FAILED')) AS open,
                   (SELECT r.id FROM tasks r WHERE r.tenant_id = c.tenant_id AND r.campaign_id = c.id
                    AND r.type = 'RESEARCH' AND r.status = 'COMPLETED' AND r.submitted_by IS NULL
                    ORDER BY r.payload->>'goal' = c.goal_text DESC, r.id DESC LIMIT 1) AS research
            FROM campaigns c
            JOIN agents a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
            LEFT JOIN LATERAL (SELECT *, submitted_by IS NULL AS ours FROM tasks t
                               WHERE t.tenant_id = c.tenant_id AND t.campaign_id = c.id) t ON true
            WHERE c.tenant_id = :tenant AND c.id = :id AND c.status = 'ACTIVE'
            GROUP BY c.tenant_id, c.id, a.soul_link
            """;

    private static final String WRITTEN = """
            SELECT count(*) FROM task_dependencies WHERE tenant_id = :tenant AND depends_on_id = :research
            """;

    /**
     * Ordered and not carried out. What a person or an OPERATOR ended, and what the chain knows of, is never tried again;
     * what failed otherwise is, when the file is handed in again.
     */
    private static final String ORDERS = """
            SELECT o.key, o.payment FROM campaign_payments o
            LEFT JOIN tasks t ON t.tenant_id = o.tenant_id AND t.id = o.task_id
            WHERE o.tenant_id = :tenant AND o.campaign_id = :id AND o.listed
              AND (o.task_id IS NULL
                   OR (t.status = 'FAILED' AND t.error_code NOT IN ('REJECTED', 'CANCELLED', 'REVIEW_EXPIRED')
                       AND NOT EXISTS (SELECT FROM payments p WHERE p.tenant_id = t.tenant_id AND p.task_id = t.id
                                       AND p.state <> 'FAILED')))
            ORDER BY o.position, o.key
            LIMIT 1000
            """;

    private static final String ORDERED = """
            UPDATE campaign_payments SET task_id = :task
            WHERE tenant_id = :tenant AND campaign_id = :id AND key = :key
            """;

    private static final String ORPHANS = """
            SELECT t.tenant_id, t.id, t.version_id, f.error_code, f.type AS failed_type
            FROM tasks f
            JOIN task_dependencies d ON d.tenant_id = f.tenant_id AND d.depends_on_id = f.id
            JOIN tasks t ON t.tenant_id = d.tenant_id AND t.id = d.task_id AND t.status = 'PENDING'
            WHERE f.tenant_id = :tenant AND f.campaign_id = :id AND f.status = 'FAILED'
            LIMIT 1000
            """;

    /**
     * Planned for a goal that was reworded since, and not so far that it counts as a post: what is published, scheduled or
     * with a person stays, whatever it was written for. White space tells no goals apart.
     */
    private static final String OUTDATED = """
            SELECT t.tenant_id, t.id, t.version_id, t.status
            FROM campaigns c
            JOIN tasks t ON t.tenant_id = c.tenant_id AND t.campaign_id = c.id
            WHERE c.tenant_id = :tenant AND c.id = :id AND c.status = 'ACTIVE' AND c.plan_wanted
              AND t.submitted_by IS NULL AND t.type IN ('RESEARCH', 'CONTENT_GEN', 'ENGAGEMENT')
              AND (t.status = 'PENDING' OR (t.status = 'IN_PROGRESS' AND t.current_worker_id IS NOT NULL)
                   -- An escalated task is ready in ten thousand years.
                   OR (t.status = 'REVIEW' AND t.ready_at < now() + interval '1000 years'))
              AND regexp_replace(t.payload->>'goal', '\\s+', ' ', 'g') <> regexp_replace(c.goal_text, '\\s+', ' ', 'g')
            LIMIT 1000
            """;

    private static final String PLANNED = """
            WITH planned AS (
                UPDATE campaigns SET plan_wanted = false, version_id = :next, updated_at = now()
                WHERE tenant_id = :tenant AND id = :id AND version_id = :version AND status = 'ACTIVE'
                RETURNING tenant_id, id, version_id, dry_run
            ), told AS (
                INSERT INTO audit_log (tenant_id, actor, event, campaign_id, from_version, to_version)
                SELECT tenant_id, 'planner', 'CampaignPlanned', id, :version, version_id FROM planned WHERE NOT dry_run
            )
            SELECT count(*) FROM planned
            """;

    /** A statement of its own, so that the next one sees what whoever held the lock has committed. */
    private static final String LOCK = """
            SELECT 1 FROM campaigns WHERE tenant_id = :tenant AND id = :id FOR NO KEY UPDATE
            """;

    private static final String COMPLETE = """
            WITH done AS (
                UPDATE campaigns SET status = 'COMPLETED', version_id = :next, updated_at = now()
                WHERE tenant_id = :tenant AND id = :id AND version_id = :version AND status = 'ACTIVE' AND NOT plan_wanted
                  -- Somebody may have added work since the look.
                  AND NOT EXISTS (SELECT FROM tasks t WHERE t.tenant_id = :tenant AND t.campaign_id = :id
                                  AND t.status IN ('PENDING', 'IN_PROGRESS', 'REVIEW'))
                RETURNING tenant_id, id, version_id, dry_run
            )
            INSERT INTO audit_log (tenant_id, actor, event, campaign_id, from_version, to_version)
            SELECT tenant_id, 'planner', 'CampaignCompleted', id, :version, version_id FROM done WHERE NOT dry_run
            """;

    private static final String NEGLECTED = """
            SELECT c.tenant_id, c.id FROM campaigns c
            WHERE c.status = 'ACTIVE' AND c.updated_at < now() - interval '2 seconds'
              AND (c.plan_wanted
                   OR NOT EXISTS (SELECT 1 FROM tasks t WHERE t.tenant_id = c.tenant_id AND t.campaign_id = c.id
                                  AND t.status IN ('PENDING', 'IN_PROGRESS', 'REVIEW'))
                   OR EXISTS (SELECT 1 FROM tasks f
                              JOIN task_dependencies d ON d.tenant_id = f.tenant_id AND d.depends_on_id = f.id
                              JOIN tasks t ON t.tenant_id = d.tenant_id AND t.id = d.task_id AND t.status = 'PENDING'
                              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND f.status = 'FAILED'))
            LIMIT 100
            """;

    private final JdbcClient jdbc;

    PlanStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A campaign that may need something. */
    record Key(TenantId tenant, CampaignId id) {}

    /** A task that waits for one that failed. */
    record Orphan(TaskRef task, String code, String failedType) {}

    boolean deservesLook(Key campaign) {
        return jdbc.sql(IDLE)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    Optional<CampaignState> look(Key campaign) {
        return jdbc.sql(LOOK)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query((row, number) -> {
                    UUID research = row.getObject("research", UUID.class);
                    return new CampaignState(
                            campaign.tenant(),
                            campaign.id(),
                            new VersionId(row.getObject("version_id", UUID.class)),
                            new AgentId(row.getObject("agent_id", UUID.class)),
                            row.getString("goal_text"),
                            row.getString("soul_link"),
                            row.getInt("posts_wanted"),
                            row.getBoolean("dry_run"),
                            row.getBoolean("plan_wanted"),
                            row.getInt("chains"),
                            row.getInt("living"),
                            row.getInt("unwanted"),
                            row.getInt("exhausted"),
                            row.getInt("open"),
                            research == null ? null : new TaskId(research),
                            research == null ? 0 : written(campaign.tenant(), research),
                            row.getBoolean("plan_wanted") ? orders(campaign) : List.of());
                })
                .optional();
    }

    private int written(TenantId tenant, UUID research) {
        return jdbc.sql(WRITTEN)
                .param("tenant", tenant.value())
                .param("research", research)
                .query(Integer.class)
                .single();
    }

    private List<CampaignState.Order> orders(Key campaign) {
        return jdbc.sql(ORDERS)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query((row, number) -> new CampaignState.Order(
                        row.getString("key"), (ObjectNode) JsonMapper.shared().readTree(row.getString("payment"))))
                .list();
    }

    /** Keeps which task carries an order out; to be called in the transaction of the plan. */
    void ordered(CampaignState campaign, CampaignState.Order order, TaskId task) {
        jdbc.sql(ORDERED)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .param("key", order.key())
                .param("task", task.value())
                .update();
    }

    List<Orphan> orphans(Key campaign) {
        return jdbc.sql(ORPHANS)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query((row, number) -> new Orphan(
                        new TaskRef(
                                campaign.tenant(),
                                new TaskId(row.getObject("id", UUID.class)),
                                new VersionId(row.getObject("version_id", UUID.class))),
                        row.getString("error_code"),
                        row.getString("failed_type")))
                .list();
    }

    /** A task that was planned for another goal than its campaign has now. */
    record Outdated(TaskRef task, TaskStatus status) {}

    List<Outdated> outdated(Key campaign) {
        return jdbc.sql(OUTDATED)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query((row, number) -> new Outdated(
                        new TaskRef(
                                campaign.tenant(),
                                new TaskId(row.getObject("id", UUID.class)),
                                new VersionId(row.getObject("version_id", UUID.class))),
                        TaskStatus.valueOf(row.getString("status"))))
                .list();
    }

    /** Marks a campaign as planned, if it is still as it was seen; to be called in the transaction of the plan. */
    boolean planned(CampaignState campaign) {
        return jdbc.sql(PLANNED)
                        .param("tenant", campaign.tenant().value())
                        .param("id", campaign.id().value())
                        .param("version", campaign.version().value())
                        .param("next", UUID.randomUUID())
                        .query(Long.class)
                        .single()
                == 1;
    }

    /** Completes a campaign, if it is still as it was seen; to be called in a transaction. */
    void complete(CampaignState campaign) {
        jdbc.sql(LOCK)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query((row, number) -> true)
                .optional();
        jdbc.sql(COMPLETE)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .param("version", campaign.version().value())
                .param("next", UUID.randomUUID())
                .update();
    }

    /** Campaigns whose hint was lost. */
    List<Key> neglected() {
        return jdbc.sql(NEGLECTED)
                .query((row, number) -> new Key(
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        new CampaignId(row.getObject("id", UUID.class))))
                .list();
    }
}
