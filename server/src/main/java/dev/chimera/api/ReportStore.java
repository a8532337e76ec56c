package dev.chimera.api;

import dev.chimera.budget.Backend;
import dev.chimera.budget.PriceTag;
import dev.chimera.persona.AgentId;
import dev.chimera.task.Proposal;
import dev.chimera.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a run wants to know of its campaigns, across the rooms. */
@Repository
class ReportStore {

    static final String CAMPAIGNS = """
            SELECT c.id, a.name AS agent, c.goal_text AS goal, c.status
            FROM campaigns c JOIN agents a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
            WHERE c.tenant_id = :tenant AND c.id = ANY(:ids)
            ORDER BY array_position(:ids, c.id)
            """;

    static final String PROGRESS = """
            SELECT type, status, count(*) FROM tasks
            WHERE tenant_id = :tenant AND campaign_id = ANY(:ids) GROUP BY type, status
            """;

    static final String POSTS = """
            SELECT coalesce(p.external_id, p.id::text) AS id, a.name AS agent, p.text, p.media_ids, p.is_ai_labeled,
                   p.posted_at, p.task_id, coalesce(t.result_data->'sources', '[]') AS sources
            FROM tasks t
            CROSS JOIN LATERAL (
                SELECT p.* FROM posts p WHERE p.tenant_id = t.tenant_id AND p.task_id = t.id OFFSET 0) p
            LEFT JOIN LATERAL (
                SELECT e.state FROM effects e WHERE e.tenant_id = p.tenant_id AND e.id = p.effect_id OFFSET 0) e ON true
            JOIN agents a ON a.tenant_id = p.tenant_id AND a.id = p.agent_id
            WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids)
              -- A person has seen it where we could not look.
              AND (p.state = 'PUBLISHED' OR e.state = 'CONFIRMED')
            ORDER BY p.posted_at, p.id
            """;

    /** What waits for its time; of a rehearsal, what was approved, a cooldown apart from the agent's next slot on. */
    static final String SCHEDULED = """
            SELECT e.task_id, a.name AS agent,
                   coalesce(e.arguments->>'text',
                            concat_ws(' ', 'pay', e.arguments->>'amount', e.arguments->>'asset', 'to', e.arguments->>'to'))
                       AS text,
                   CASE e.state WHEN 'UNKNOWN' THEN e.next_look_at ELSE e.ready_at END AS ready_at,
                   CASE WHEN e.state = 'UNKNOWN'
                        THEN concat('whether it happened is not known, and is looked for: ', e.error_message)
                        WHEN e.state = 'INTENDED' AND e.error_code NOT IN ('RATE_LIMITED', 'AGENT_PAUSED')
                        THEN e.error_message END AS reason
            FROM tasks t
            JOIN effects e ON e.tenant_id = t.tenant_id AND e.task_id = t.id
                          AND (e.state IN ('INTENDED', 'SENDING') OR (e.state = 'UNKNOWN' AND t.status = 'IN_PROGRESS'))
            JOIN agents a ON a.tenant_id = e.tenant_id AND a.id = e.agent_id
            WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids)
            UNION ALL
            SELECT t.id, a.name, t.result_data->'proposal'->'arguments'->>'text',
                   greatest(now(), a.next_slot_at,
                            (SELECT max(e.ready_at) + :cooldown * interval '1 millisecond' FROM effects e
                             WHERE e.tenant_id = t.tenant_id AND e.agent_id = t.agent_id AND e.tool = 'post_tweet'
                               AND e.state IN ('INTENDED', 'SENDING')
                               AND e.error_code IS DISTINCT FROM 'BUDGET_EXHAUSTED'))
                   + (row_number() OVER (PARTITION BY t.agent_id ORDER BY t.id) - 1) * :cooldown * interval '1 millisecond',
                   NULL
            FROM tasks t
            JOIN agents a ON a.tenant_id = t.tenant_id AND a.id = t.agent_id
            WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids) AND t.dry_run AND t.type = 'ENGAGEMENT'
              AND t.status = 'COMPLETED'
            ORDER BY ready_at, task_id
            """;

    static final String PAYMENTS = """
            SELECT coalesce(p.tx_hash, p.id::text) AS id, a.name AS agent, p.to_address AS to, p.asset,
                   trim_scale(p.amount / power(10::numeric, l.decimals))::text AS amount, w.network, p.memo,
                   p.updated_at AS at, p.task_id
            FROM tasks t
            JOIN payments p ON p.tenant_id = t.tenant_id AND p.task_id = t.id AND p.state = 'CONFIRMED'
            JOIN wallets w ON w.tenant_id = p.tenant_id AND w.id = p.wallet_id
            JOIN wallet_limits l ON l.tenant_id = p.tenant_id AND l.wallet_id = p.wallet_id
                                AND l.policy_version = p.policy_version AND l.asset = p.asset
            JOIN agents a ON a.tenant_id = w.tenant_id AND a.id = w.agent_id
            WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids)
            ORDER BY p.updated_at, p.id
            """;

    static final String REVIEWS = """
            SELECT r.id, r.task_id, r.agent_id, a.name AS agent, a.twitter, r.tool, r.arguments, r.content_hash, r.score,
                   r.why, r.expires_at
            FROM tasks t
            JOIN reviews r ON r.tenant_id = t.tenant_id AND r.task_id = t.id AND r.state = 'OPEN'
            JOIN agents a ON a.tenant_id = r.tenant_id AND a.id = r.agent_id
            WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids)
            ORDER BY r.created_at, r.id
            """;

    /**
     * A draft that was rejected is replaced when the campaign has, or will have, the posts that it asked for; so is the post
     * that waited for it. What a person cancelled is not asked for any more, as the Planner has it. Of what broke, that is
     * said once the file was handed in again; and of all that failed, once the campaign was planned anew: then what is
     * still wrong has failed in the latest plan. A payment is replaced when another task carries its order out, or its file
     * does not order it any more. Because of whom a task never had its turn: the first that it waited for and that failed.
     */
    static final String FAILED = """
            SELECT f.id AS task_id, f.error_code AS code, coalesce(f.error_message, '') AS message,
                   f.submitted_by IS NULL
                   AND CASE f.type WHEN 'TRANSACTION' THEN NOT EXISTS (
                            SELECT FROM campaign_payments o
                            WHERE o.tenant_id = f.tenant_id AND o.campaign_id = f.campaign_id AND o.task_id = f.id
                              AND o.listed)
                       ELSE f.created_at < w.planned_at
                            OR (w.posts >= c.posts_wanted
                                AND (f.updated_at < i.handed_in_at
                                     OR (f.type <> 'RESEARCH'
                                         AND (f.error_code IN ('REJECTED', 'DUPLICATE')
                                              OR (f.error_code = 'DEPENDENCY_FAILED' AND EXISTS (
                                                     SELECT FROM task_dependencies d
                                                     JOIN tasks r ON r.tenant_id = d.tenant_id AND r.id = d.depends_on_id
                                                     WHERE d.tenant_id = f.tenant_id AND d.task_id = f.id
                                                       AND r.type = 'CONTENT_GEN'
                                                       AND r.error_code IN ('REJECTED', 'DUPLICATE'))))))) END AS replaced,
                   CASE f.error_code WHEN 'DEPENDENCY_FAILED' THEN (
                       SELECT d.depends_on_id FROM task_dependencies d
                       JOIN tasks r ON r.tenant_id = d.tenant_id AND r.id = d.depends_on_id AND r.status = 'FAILED'
                       WHERE d.tenant_id = f.tenant_id AND d.task_id = f.id ORDER BY d.depends_on_id LIMIT 1) END AS because
            FROM campaigns c
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE l.type = 'ENGAGEMENT'
                                        AND (l.status <> 'FAILED' OR l.error_code = 'CANCELLED')) AS posts,
                       max(l.created_at) FILTER (WHERE l.type = 'RESEARCH') AS planned_at
                FROM tasks l WHERE l.tenant_id = c.tenant_id AND l.campaign_id = c.id AND l.submitted_by IS NULL
            ) w
            LEFT JOIN campaign_intakes i ON i.tenant_id = c.tenant_id AND i.campaign_id = c.id
            JOIN tasks f ON f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND f.status = 'FAILED'
            WHERE c.tenant_id = :tenant AND c.id = ANY(:ids)
            ORDER BY f.id
            """;

    /**
     * Sources that could not be read: when the file was handed in, or by RESEARCH. What RESEARCH left out of others, a line
     * for each source and reason, and what it offers.
     */
    static final String WARNINGS = """
            SELECT DISTINCT location, failure FROM (
                SELECT s.location, s.failure FROM campaign_sources s
                WHERE s.tenant_id = :tenant AND s.campaign_id = ANY(:ids) AND s.failure IS NOT NULL
                UNION ALL
                SELECT u->>'location', concat(u->>'code', ': ', u->>'message') FROM tasks t
                CROSS JOIN LATERAL jsonb_array_elements(coalesce(t.result_data->'unreadable', '[]')) AS u
                WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids) AND t.type = 'RESEARCH'
                UNION ALL
                SELECT h->>'location', concat(h->>'code', ': ', h->>'message') FROM tasks t
                CROSS JOIN LATERAL jsonb_array_elements(coalesce(t.result_data->'hints', '[]')) AS h
                WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids) AND t.type = 'RESEARCH'
                UNION ALL
                SELECT l.part->>'location',
                       concat(l.part->>'code', ': ',
                              (array_agg(concat('"' || nullif(l.part->>'item', '') || '" ', l.part->>'message')
                                         ORDER BY l.n))[1],
                              ' (and ' || nullif(count(*) - 1, 0) || ' more)')
                FROM tasks t
                CROSS JOIN LATERAL jsonb_array_elements(coalesce(t.result_data->'left_out', '[]'))
                                   WITH ORDINALITY AS l (part, n)
                WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids) AND t.type = 'RESEARCH'
                GROUP BY t.id, l.part->>'location', l.part->>'code'
            ) w ORDER BY location
            """;

    /**
     * Busy is whatever can go on by itself now; a moment of quiet is asked for, so that what the Planner adds in answer to
     * the last event is not missed. What is looked for again only later is not waited for. A payment behind one of unknown outcome goes on when a person has decided about that.
     */
    static final String BUSY = """
            SELECT EXISTS (
                SELECT 1 FROM campaigns c
                WHERE c.tenant_id = :tenant AND c.id = ANY(:ids) AND c.status = 'ACTIVE'
                  AND (c.plan_wanted
                       OR NOT EXISTS (SELECT 1 FROM tasks t WHERE t.tenant_id = c.tenant_id AND t.campaign_id = c.id
                                      AND t.status NOT IN ('COMPLETED', 'FAILED')))
            ) OR EXISTS (
                SELECT 1 FROM tasks t
                JOIN campaigns c ON c.tenant_id = t.tenant_id AND c.id = t.campaign_id
                JOIN agents a ON a.tenant_id = t.tenant_id AND a.id = t.agent_id
                LEFT JOIN effects e ON e.tenant_id = t.tenant_id AND e.task_id = t.id
                WHERE t.tenant_id = :tenant AND t.campaign_id = ANY(:ids) AND c.status = 'ACTIVE' AND NOT a.paused
                  AND (t.updated_at > now() - interval '250 milliseconds'
                       OR (t.status = 'PENDING' AND t.waiting_on = 0)
                       OR (t.status = 'IN_PROGRESS' AND t.current_worker_id IS NOT NULL)
                       OR (t.status = 'IN_PROGRESS' AND ((e.state = 'SENDING' OR (e.state = 'UNKNOWN' AND e.looks = 0))
                                                         OR (e.state = 'INTENDED' AND e.ready_at <= now()
                                                             AND NOT EXISTS (
                                                                 SELECT FROM effects o
                                                                 WHERE o.tenant_id = e.tenant_id AND e.tool = 'transfer'
                                                                   AND o.agent_id = e.agent_id AND o.tool = 'transfer'
                                                                   AND o.state = 'UNKNOWN'))))
                       OR (t.status = 'REVIEW' AND NOT EXISTS (
                               SELECT 1 FROM reviews r
                               WHERE r.tenant_id = t.tenant_id AND r.task_id = t.id AND r.state = 'OPEN')))
            )
            """;

    private final JdbcClient jdbc;

    ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record CampaignLine(UUID id, String agent, String goal, String status) {}

    record Post(
            String id,
            String agent,
            String text,
            JsonNode mediaIds,
            boolean isAiLabeled,
            Instant postedAt,
            UUID taskId,
            JsonNode sources) {}

    /**
     * A payment that is on the chain.
     *
     * @param id the hash of its transaction
     * @param amount in units of the asset
     */
    record Paid(
            String id,
            String agent,
            String to,
            String asset,
            String amount,
            String network,
            @Nullable String memo,
            Instant at,
            UUID taskId) {}

    /** {@code reason}: why it waits, where it is not for the agent's next slot. */
    record Scheduled(
            UUID taskId,
            String agent,
            String text,
            Instant readyAt,
            @Nullable String reason) {}

    record Review(
            UUID id,
            UUID taskId,
            String agent,
            String tool,
            JsonNode arguments,
            String contentHash,
            @Nullable Double score,
            String why,
            @Nullable Instant expiresAt,
            @Nullable BigDecimal costUsd,
            @Nullable String costWhy) {

        Review costing(PriceTag cost) {
            return new Review(
                    id, taskId, agent, tool, arguments, contentHash, score, why, expiresAt, cost.usd(), cost.why());
        }
    }

    /** A question that has no price yet, and what its price depends on. */
    record Question(Review review, AgentId agent, Backend backend, Proposal proposal) {}

    /**
     * {@code replaced}: another one is in its place, so that nothing is missing; {@code because}: the task whose failure this
     * one follows from, where it has none of its own.
     */
    record Failed(
            UUID taskId,
            String code,
            String message,
            boolean replaced,
            @Nullable UUID because) {}

    record Warning(String code, String message) {}

    private JdbcClient.StatementSpec about(String sql, TenantId tenant, UUID[] ids) {
        return jdbc.sql(sql).param("tenant", tenant.value()).param("ids", ids);
    }

    List<CampaignLine> campaigns(TenantId tenant, UUID[] ids) {
        return about(CAMPAIGNS, tenant, ids)
                .query((row, number) -> new CampaignLine(
                        row.getObject("id", UUID.class),
                        row.getString("agent"),
                        row.getString("goal"),
                        row.getString("status")))
                .list();
    }

    Map<String, Map<String, Long>> progress(TenantId tenant, UUID[] ids) {
        Map<String, Map<String, Long>> progress = new LinkedHashMap<>();
        for (String type : List.of("RESEARCH", "CONTENT_GEN", "ENGAGEMENT")) {
            Map<String, Long> counts = new LinkedHashMap<>();
            List.of("PENDING", "IN_PROGRESS", "REVIEW", "COMPLETED", "FAILED")
                    .forEach(status -> counts.put(status, 0L));
            progress.put(type, counts);
        }
        about(PROGRESS, tenant, ids).query(row -> {
            progress.computeIfAbsent(row.getString(1), type -> new LinkedHashMap<>())
                    .put(row.getString(2), row.getLong(3));
        });
        return progress;
    }

    List<Post> posts(TenantId tenant, UUID[] ids) {
        return about(POSTS, tenant, ids)
                .query((row, number) -> new Post(
                        row.getString("id"),
                        row.getString("agent"),
                        row.getString("text"),
                        JsonMapper.shared()
                                .valueToTree(row.getArray("media_ids").getArray()),
                        row.getBoolean("is_ai_labeled"),
                        instant(row.getObject("posted_at", OffsetDateTime.class)),
                        row.getObject("task_id", UUID.class),
                        JsonMapper.shared().readTree(row.getString("sources"))))
                .list();
    }

    List<Paid> payments(TenantId tenant, UUID[] ids) {
        return about(PAYMENTS, tenant, ids)
                .query((row, number) -> new Paid(
                        row.getString("id"),
                        row.getString("agent"),
                        row.getString("to"),
                        row.getString("asset"),
                        row.getString("amount"),
                        row.getString("network"),
                        row.getString("memo"),
                        instant(row.getObject("at", OffsetDateTime.class)),
                        row.getObject("task_id", UUID.class)))
                .list();
    }

    List<Scheduled> scheduled(TenantId tenant, UUID[] ids, long cooldownMillis) {
        return about(SCHEDULED, tenant, ids)
                .param("cooldown", cooldownMillis)
                .query((row, number) -> new Scheduled(
                        row.getObject("task_id", UUID.class),
                        row.getString("agent"),
                        row.getString("text"),
                        instant(row.getObject("ready_at", OffsetDateTime.class)),
                        row.getString("reason")))
                .list();
    }

    List<Question> questions(TenantId tenant, UUID[] ids) {
        return about(REVIEWS, tenant, ids)
                .query((row, number) -> {
                    double score = row.getDouble("score");
                    boolean unscored = row.wasNull();
                    ObjectNode arguments = (ObjectNode) JsonMapper.shared().readTree(row.getString("arguments"));
                    Review review = new Review(
                            row.getObject("id", UUID.class),
                            row.getObject("task_id", UUID.class),
                            row.getString("agent"),
                            row.getString("tool"),
                            arguments,
                            row.getString("content_hash"),
                            unscored ? null : score,
                            row.getString("why"),
                            ends(row.getObject("expires_at", OffsetDateTime.class)),
                            null,
                            null);
                    return new Question(
                            review,
                            new AgentId(row.getObject("agent_id", UUID.class)),
                            Backend.of(row.getString("twitter")),
                            new Proposal(review.tool(), arguments));
                })
                .list();
    }

    List<Failed> failed(TenantId tenant, UUID[] ids) {
        return about(FAILED, tenant, ids)
                .query((row, number) -> new Failed(
                        row.getObject("task_id", UUID.class),
                        row.getString("code"),
                        row.getString("message"),
                        row.getBoolean("replaced"),
                        row.getObject("because", UUID.class)))
                .list();
    }

    List<Warning> warnings(TenantId tenant, UUID[] ids) {
        return about(WARNINGS, tenant, ids)
                .query((row, number) -> {
                    String failure = row.getString("failure");
                    int colon = failure.indexOf(": ");
                    String code = colon < 0 ? "SOURCE_UNREADABLE" : failure.substring(0, colon);
                    String why = colon < 0 ? failure : failure.substring(colon + 2);
                    String location = row.getString("location");
                    return new Warning(code, why.startsWith(location) ? why : location + ": " + why);
                })
                .list();
    }

    boolean busy(TenantId tenant, UUID[] ids) {
        return about(BUSY, tenant, ids).query(Boolean.class).single();
    }

    private static @Nullable Instant ends(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Instant instant(OffsetDateTime time) {
        return time.toInstant();
    }
}
