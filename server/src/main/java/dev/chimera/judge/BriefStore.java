package dev.chimera.judge;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.Soul;
import dev.chimera.persona.SoulReader;
import dev.chimera.task.BatchStatement;
import dev.chimera.task.Task;
import dev.chimera.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what the Judge needs of campaigns and of what agents said. */
@Repository
class BriefStore {

    static final String BRIEFS = """
            SELECT c.tenant_id, c.id, c.version_id, c.agent_id, c.goal_text, coalesce(c.rehearsal_soul, a.soul) AS soul,
                   c.status = 'ACTIVE' AND NOT a.paused AS active
            FROM unnest(?::uuid[], ?::uuid[]) AS k(tenant_id, id)
            CROSS JOIN LATERAL (
                SELECT c.* FROM campaigns c WHERE c.tenant_id = k.tenant_id AND c.id = k.id OFFSET 0) c
            CROSS JOIN LATERAL (
                SELECT a.* FROM agents a WHERE a.tenant_id = c.tenant_id AND a.id = c.agent_id OFFSET 0) a
            """;

    /**
     * Posts, what is about to be posted, and drafts that were accepted; a rehearsal sees its own drafts and the rest. What
     * failed was not said: neither the post, nor the draft that it was made of.
     */
    private static final String SAID = """
            SELECT said.text FROM (
                (SELECT p.text, p.posted_at AS at FROM posts p
                 LEFT JOIN effects e ON e.tenant_id = p.tenant_id AND e.id = p.effect_id
                 WHERE p.tenant_id = :tenant AND p.agent_id = :agent
                   AND (p.state = 'PUBLISHED' OR e.state IS DISTINCT FROM 'FAILED')
                 ORDER BY p.posted_at DESC LIMIT :limit)
                UNION ALL
                (SELECT e.arguments->>'text', e.created_at FROM effects e
                 WHERE e.tenant_id = :tenant AND e.agent_id = :agent AND e.tool = 'post_tweet'
                   AND e.state IN ('INTENDED', 'SENDING', 'UNKNOWN') ORDER BY e.created_at DESC LIMIT :limit)
                UNION ALL
                (SELECT t.result_data->>'text', t.updated_at FROM tasks t
                 WHERE t.tenant_id = :tenant AND t.campaign_id = :campaign AND t.type = 'CONTENT_GEN'
                   AND t.status = 'COMPLETED' AND :drafts AND t.result_data->>'text' IS NOT NULL
                   AND NOT EXISTS (SELECT FROM task_dependencies d
                                   JOIN effects e ON e.tenant_id = d.tenant_id AND e.task_id = d.task_id
                                   WHERE d.tenant_id = t.tenant_id AND d.depends_on_id = t.id AND e.state = 'FAILED')
                 ORDER BY t.updated_at DESC LIMIT :limit)
            ) said
            ORDER BY said.at DESC LIMIT :limit
            """;

    private static final int REMEMBERED = 200;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final SoulReader souls;
    private final Map<String, Soul> parsed = new java.util.concurrent.ConcurrentHashMap<>();

    BriefStore(JdbcTemplate jdbc, SoulReader souls) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.souls = souls;
    }

    record Key(TenantId tenant, CampaignId campaign) {
        static Key of(Task task) {
            return new Key(task.tenant(), task.campaign());
        }
    }

    Map<Key, Brief> of(List<Task> tasks) {
        List<Key> keys = tasks.stream().map(Key::of).distinct().toList();
        Map<Key, Brief> briefs = new HashMap<>();
        jdbc.query(
                BatchStatement.of(BRIEFS, keys)
                        .uuids(key -> key.tenant().value())
                        .uuids(key -> key.campaign().value()),
                row -> {
                    Brief brief = new Brief(
                            new TenantId(row.getObject("tenant_id", UUID.class)),
                            new CampaignId(row.getObject("id", UUID.class)),
                            new VersionId(row.getObject("version_id", UUID.class)),
                            new AgentId(row.getObject("agent_id", UUID.class)),
                            row.getBoolean("active"),
                            row.getString("goal_text"),
                            soul(row.getString("soul")));
                    briefs.put(new Key(brief.tenant(), brief.campaign()), brief);
                });
        return briefs;
    }

    /** A bounded memory of parsed personas: there are few, and each is read with every batch. */
    private Soul soul(String text) {
        if (parsed.size() > 1_000) {
            parsed.clear();
        }
        return parsed.computeIfAbsent(text, souls::read);
    }

    /** What the agent said, the newest first. Drafts count for a draft, but not for the proposal made of one. */
    List<String> said(Brief brief, boolean drafts) {
        return client.sql(SAID)
                .param("tenant", brief.tenant().value())
                .param("agent", brief.agent().value())
                .param("campaign", brief.campaign().value())
                .param("drafts", drafts)
                .param("limit", REMEMBERED)
                .query((row, number) -> row.getString("text"))
                .list();
    }
}
