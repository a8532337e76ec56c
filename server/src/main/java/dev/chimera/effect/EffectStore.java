package dev.chimera.effect;

import dev.chimera.budget.Backend;
import dev.chimera.budget.Payer;
import dev.chimera.budget.Usd;
import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.persona.AgentId;
import dev.chimera.task.BatchStatement;
import dev.chimera.task.ContentHash;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TimeOrderedId;
import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.Payments;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where effects are kept. Every change of state names the version that was read, and is in the audit log. */
@Repository
public class EffectStore {

    /**
     * A post is ready at the agent's next slot, after those that wait already: an estimate, the bridge decides. What waits
     * for its campaign's money holds up no other campaign's. A payment is ready at once.
     */
    private static final String INTEND = """
            WITH intent AS (
                SELECT *, row_number() OVER (PARTITION BY tenant_id, agent_id, tool ORDER BY id) - 1 AS place
                FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[])
                    AS i(tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by)
            ), stored AS (
                INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by, state,
                                     ready_at, version_id)
                SELECT i.tenant_id, i.id, i.task_id, i.agent_id, i.tool, i.arguments::jsonb, i.content_hash, i.approved_by,
                       'INTENDED',
                       CASE i.tool WHEN 'post_tweet' THEN
                           greatest(now(), a.next_slot_at,
                                    (SELECT max(e.ready_at) + ? * interval '1 millisecond' FROM effects e
                                     WHERE e.tenant_id = i.tenant_id AND e.agent_id = i.agent_id
                                       AND e.tool = 'post_tweet' AND e.state IN ('INTENDED', 'SENDING')
                                       AND e.error_code IS DISTINCT FROM 'BUDGET_EXHAUSTED'))
                               + i.place * ? * interval '1 millisecond'
                       ELSE now() END,
                       gen_random_uuid()
                FROM intent i
                CROSS JOIN LATERAL (
                    SELECT a.next_slot_at FROM agents a WHERE a.tenant_id = i.tenant_id AND a.id = i.agent_id OFFSET 0) a
                ON CONFLICT DO NOTHING
                RETURNING tenant_id, id, task_id, content_hash, approved_by, version_id, ready_at
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, to_version, evidence)
                SELECT tenant_id, approved_by, 'EffectIntended', task_id, version_id,
                       jsonb_build_object('effect_id', id, 'content_hash', content_hash, 'ready_at', ready_at)
                FROM stored
            )
            SELECT task_id, id FROM stored
            """;

    /** One statement is the fence: from here on nobody else sends it, and SENDING is durable before the call. */
    private static final String SEND = """
            WITH sending AS (
                UPDATE effects e
                SET state = 'SENDING', sender_id = w.id, sent_at = now(), not_after = w.lease_until,
                    reserved_usd = :reserved, error_code = NULL, error_message = NULL,
                    version_id = gen_random_uuid(), updated_at = now()
                FROM workers w, agents a, tasks t, campaigns c
                WHERE e.tenant_id = :tenant AND e.id = :id AND e.version_id = :version AND e.state = 'INTENDED'
                  AND e.ready_at <= now() AND w.id = :sender AND w.lease_until > now()
                  AND a.tenant_id = e.tenant_id AND a.id = e.agent_id AND NOT a.paused
                  AND t.tenant_id = e.tenant_id AND t.id = e.task_id
                  AND c.tenant_id = t.tenant_id AND c.id = t.campaign_id AND c.status <> 'PAUSED'
                RETURNING e.*
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, from_version, to_version, evidence)
                SELECT tenant_id, 'effect:' || sender_id, 'EffectSending', task_id, :version, version_id,
                       jsonb_build_object('effect_id', id)
                FROM sending
                -- A further try while it waits is no news until it comes to something else.
                WHERE waits_for IS NULL
                   OR NOT EXISTS (SELECT FROM effects o
                                  WHERE o.tenant_id = :tenant AND o.id = :id AND o.sent_at IS NOT NULL)
            )
            SELECT * FROM sending
            """;

    /**
     * What is put off again for the same reason writes no row, and waits longer each time: 2 s, 4 s and so on, up to
     * 5 minutes, but never shorter than whoever put it off has said.
     */
    private static final String SETTLE = """
            WITH settled AS (
                UPDATE effects e
                SET state = :state, external_id = coalesce(:external, e.external_id), error_code = :code,
                    error_message = :message,
                    ready_at = CASE WHEN :state <> 'INTENDED' THEN e.ready_at
                                    WHEN e.waits_for = :code THEN
                                        greatest(coalesce(:until::timestamptz, now() + :delay * interval '1 millisecond'),
                                                 now() + least(300, power(2, least(e.put_off, 9))) * interval '1 second')
                                    ELSE coalesce(:until::timestamptz, now() + :delay * interval '1 millisecond') END,
                    waits_for = CASE WHEN :state = 'INTENDED' THEN :code END,
                    put_off = CASE WHEN :state <> 'INTENDED' THEN e.put_off WHEN e.waits_for = :code THEN e.put_off + 1
                                   ELSE 1 END,
                    sender_id = CASE WHEN :state = 'UNKNOWN' THEN e.sender_id END,
                    unknown_at = CASE WHEN :looking = 'BEGINS' THEN coalesce(e.unknown_at, now()) ELSE e.unknown_at END,
                    next_look_at = CASE :looking WHEN 'BEGINS' THEN now() WHEN 'GOES_ON' THEN e.next_look_at END,
                    reserved_usd = CASE WHEN :state = 'UNKNOWN' THEN e.reserved_usd ELSE 0 END,
                    corrected_at = CASE WHEN :event = 'EffectCorrected' THEN now() ELSE e.corrected_at END,
                    version_id = gen_random_uuid(), updated_at = now()
                WHERE e.tenant_id = :tenant AND e.id = :id AND e.version_id = :version
                RETURNING e.*
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, from_version, to_version, evidence)
                SELECT tenant_id, :actor, :event, task_id, :version, version_id,
                       jsonb_strip_nulls(jsonb_build_object('effect_id', id, 'external_id', external_id,
                                                            'code', error_code, 'why', error_message,
                                                            'put_off', CASE WHEN put_off > 1 THEN put_off END))
                FROM settled WHERE state <> 'INTENDED' OR put_off = 1
            ), tally AS (
                -- Of the state that it leaves one less: what had failed may turn out to have happened.
                INSERT INTO tallies (tenant_id, kind, state, ended)
                SELECT s.tenant_id, 'EFFECT', k.state, sum(k.ended)
                FROM settled s
                JOIN effects o ON o.tenant_id = :tenant AND o.id = :id
                CROSS JOIN LATERAL (VALUES (s.state, 1), (o.state, -1)) AS k(state, ended)
                WHERE k.state IN ('CONFIRMED', 'FAILED')
                GROUP BY s.tenant_id, k.state HAVING sum(k.ended) <> 0
            )
            SELECT * FROM settled
            """;

    /** With who pays and where the agent posts, so that what costs nothing is sent without another question. */
    private static final String DUE = """
            SELECT e.*, a.twitter, t.campaign_id,
                   CASE WHEN jsonb_typeof(t.constraints->'max_cost_usd') = 'number'
                        THEN least(greatest(trunc((t.constraints->>'max_cost_usd')::numeric, 6), 0), 999999999999)
                   END AS max_cost_usd
            FROM effects e
            JOIN agents a ON a.tenant_id = e.tenant_id AND a.id = e.agent_id AND NOT a.paused
            JOIN tasks t ON t.tenant_id = e.tenant_id AND t.id = e.task_id
            JOIN campaigns c ON c.tenant_id = t.tenant_id AND c.id = t.campaign_id AND c.status <> 'PAUSED'
            WHERE e.state = 'INTENDED' AND e.ready_at <= now()
              -- An agent's payments go one by one, so the others need not be tried.
              AND (e.tool <> 'transfer' OR NOT EXISTS (
                       SELECT FROM effects o
                       JOIN tasks s ON s.tenant_id = o.tenant_id AND s.id = o.task_id
                       JOIN campaigns d ON d.tenant_id = s.tenant_id AND d.id = s.campaign_id
                       WHERE o.tenant_id = e.tenant_id AND o.agent_id = e.agent_id AND o.tool = 'transfer'
                         AND (o.state IN ('SENDING', 'UNKNOWN')
                              OR (o.state = 'INTENDED' AND (o.ready_at, o.id) < (e.ready_at, e.id)
                                  AND d.status <> 'PAUSED'))))
            ORDER BY e.ready_at, e.id
            LIMIT ?
            """;

    /** A sender that lives has its answer, or has given up waiting, by then: what it did not record, it never will. */
    private static final String ABANDONED = """
            SELECT e.* FROM effects e LEFT JOIN workers w ON w.id = e.sender_id
            WHERE e.state = 'SENDING' AND e.not_after < now()
              AND (coalesce(w.lease_until, '-infinity') < now()
                   OR e.not_after < now() - CASE e.tool WHEN 'transfer' THEN ? ELSE ? END * interval '1 millisecond')
            ORDER BY e.ready_at LIMIT ?
            """;

    private static final String NEXT_READY = """
            SELECT extract(epoch FROM min(e.ready_at) - now()) * 1000 FROM effects e
            WHERE e.state = 'INTENDED' AND e.ready_at > now()
            """;

    private static final String WAKE = """
            WITH woken AS (
                UPDATE effects e
                SET ready_at = now(), error_code = NULL, error_message = NULL, waits_for = NULL, put_off = 0,
                    version_id = gen_random_uuid(), updated_at = now()
                FROM tasks t
                WHERE e.tenant_id = :tenant AND e.state = 'INTENDED' AND e.error_code = 'BUDGET_EXHAUSTED'
                  AND t.tenant_id = e.tenant_id AND t.id = e.task_id AND t.campaign_id = :campaign
                RETURNING e.tenant_id, e.id, e.task_id, e.version_id
            )
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, to_version, evidence)
            SELECT tenant_id, :actor, 'EffectAdvanced', task_id, :campaign, version_id,
                   jsonb_build_object('effect_id', id, 'why', 'the budget was raised')
            FROM woken
            """;

    private static final String OF_TASK = "SELECT * FROM effects WHERE tenant_id = :tenant AND task_id = :task";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final InstantSource clock;
    private final EffectProperties properties;
    private final Payments payments;

    EffectStore(JdbcTemplate jdbc, InstantSource clock, EffectProperties properties, Payments payments) {
        this.payments = payments;
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.clock = clock;
        this.properties = properties;
    }

    /** An approval: the task whose proposal it is, what was approved, and by whom. */
    public record Intent(Task task, String tool, ObjectNode arguments, ContentHash hash, String approvedBy) {}

    /**
     * Writes the intents of approved proposals; to be called in the transaction of the approval. A payment gets its nonce
     * in it.
     *
     * @return the tasks that have one now; a task is missing when it had one before, or when the agent says the same
     *     thing already
     */
    public Set<TaskId> intend(List<Intent> intents) {
        if (intents.isEmpty()) {
            return Set.of();
        }
        long spacing = properties.cooldown().toMillis();
        Map<TaskId, UUID> stored = new HashMap<>();
        jdbc.query(
                BatchStatement.of(INTEND, intents)
                        .uuids(intent -> intent.task().tenant().value())
                        .uuids(intent -> TimeOrderedId.at(clock))
                        .uuids(intent -> intent.task().id().value())
                        .uuids(intent -> intent.task().agent().value())
                        .texts(Intent::tool)
                        .strings(Intent::arguments)
                        .strings(Intent::hash)
                        .texts(Intent::approvedBy)
                        .value(spacing)
                        .value(spacing),
                row -> {
                    stored.put(new TaskId(row.getObject("task_id", UUID.class)), row.getObject("id", UUID.class));
                });
        // In one order, because each locks its agent's wallet until the commit.
        List<Intent> inOrder = intents.stream()
                .sorted(Comparator.comparing(intent -> intent.task().agent().value()))
                .toList();
        for (Intent intent : inOrder) {
            UUID effect = stored.get(intent.task().id());
            if (effect != null && Destination.of(intent.tool()) == Destination.COMMERCE) {
                PaymentOrder order = PaymentOrder.read(intent.arguments(), "arguments");
                payments.intend(
                        intent.task().tenant(),
                        intent.task().agent(),
                        effect,
                        intent.task().id().value(),
                        order);
            }
        }
        return Set.copyOf(stored.keySet());
    }

    /**
     * INTENDED to SENDING for this sender, if it still is as it was read; empty otherwise.
     *
     * @param reserved what was reserved for it in this transaction
     */
    Optional<Effect> send(Effect effect, Usd reserved, UUID sender) {
        return client.sql(SEND)
                .param("tenant", effect.tenant().value())
                .param("id", effect.id().value())
                .param("version", effect.version().value())
                .param("sender", sender)
                .param("reserved", reserved.amount())
                .query(MAPPER)
                .optional();
    }

    /** A change of state that is not SENDING, at the version that was read; empty when somebody was faster. */
    Optional<Effect> settle(Effect effect, Settlement settlement, String actor) {
        Failure failure = settlement.failure();
        Instant until = settlement.until();
        return client.sql(SETTLE)
                .param("tenant", effect.tenant().value())
                .param("id", effect.id().value())
                .param("version", effect.version().value())
                .param("state", settlement.state().name())
                .param("external", settlement.externalId(), Types.VARCHAR)
                .param("code", failure == null ? null : failure.code(), Types.VARCHAR)
                .param("message", failure == null ? null : failure.message(), Types.VARCHAR)
                .param("delay", settlement.delay().toMillis())
                .param("until", until == null ? null : until.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("actor", actor)
                .param("event", settlement.event())
                .param("looking", settlement.looking().name())
                .query(MAPPER)
                .optional();
    }

    /** An effect that may be sent now, who pays for it, and where its agent posts. */
    record Due(Effect effect, Payer payer, Backend backend) {}

    /** What may be sent now, the longest waiting first. */
    List<Due> due(int most) {
        return jdbc.query(DUE, (row, number) -> due(MAPPER.mapRow(row, number), row), most);
    }

    private static Due due(Effect effect, ResultSet row) throws SQLException {
        BigDecimal limit = row.getBigDecimal("max_cost_usd");
        Payer payer = new Payer(
                effect.tenant(),
                new CampaignId(row.getObject("campaign_id", UUID.class)),
                effect.task(),
                limit == null ? null : new Usd(limit));
        return new Due(effect, payer, Backend.of(row.getString("twitter")));
    }

    /** What waits for this campaign's money is due at once. To be called in the transaction that raises the budget. */
    void wake(TenantId tenant, CampaignId campaign, String actor) {
        client.sql(WAKE)
                .param("tenant", tenant.value())
                .param("campaign", campaign.value())
                .param("actor", actor)
                .update();
    }

    /** SENDING, and the time that the call had is over: its process died, or could not record the answer. */
    List<Effect> abandoned(int most) {
        return jdbc.query(
                ABANDONED,
                MAPPER,
                properties.paymentTimeout().multipliedBy(2).toMillis(),
                properties.timeout().multipliedBy(2).toMillis(),
                most);
    }

    /** Whether a late finding would still correct it. */
    boolean isLookedFor(Effect effect) {
        return client.sql("SELECT next_look_at IS NOT NULL FROM effects WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", effect.tenant().value())
                .param("id", effect.id().value())
                .query(Boolean.class)
                .single();
    }

    /** How long until the next one is ready; empty when none waits. */
    Optional<Duration> untilNext() {
        Double millis = jdbc.queryForObject(NEXT_READY, Double.class);
        return Optional.ofNullable(millis).map(value -> Duration.ofMillis(value.longValue() + 1));
    }

    /** The effect of a task, if it has one. */
    public Optional<Effect> ofTask(TenantId tenant, TaskId task) {
        return client.sql(OF_TASK)
                .param("tenant", tenant.value())
                .param("task", task.value())
                .query(MAPPER)
                .optional();
    }

    static final RowMapper<Effect> MAPPER = (row, number) -> new Effect(
            new TenantId(row.getObject("tenant_id", UUID.class)),
            new EffectId(row.getObject("id", UUID.class)),
            new TaskId(row.getObject("task_id", UUID.class)),
            new AgentId(row.getObject("agent_id", UUID.class)),
            row.getString("tool"),
            (ObjectNode) JsonMapper.shared().readTree(row.getString("arguments")),
            new ContentHash(row.getString("content_hash")),
            EffectState.valueOf(row.getString("state")),
            row.getObject("ready_at", OffsetDateTime.class).toInstant(),
            instant(row, "sent_at"),
            instant(row, "not_after"),
            row.getString("external_id"),
            row.getString("error_code") == null
                    ? null
                    : Failure.of(row.getString("error_code"), String.valueOf(row.getString("error_message"))),
            new VersionId(row.getObject("version_id", UUID.class)),
            new Usd(row.getBigDecimal("reserved_usd")),
            row.getString("waits_for"));

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
