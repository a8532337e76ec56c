package dev.chimera.budget;

import dev.chimera.task.TimeOrderedId;
import dev.chimera.tenant.TenantId;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The tables {@code budget_days} and {@code ledger_entries}. Every change has its audit row in the same statement. */
@Repository
class LedgerStore {

    /** Whoever changes the budget meanwhile waits, and what the next statement reads of the task is complete. */
    private static final String LOCK = """
            SELECT dry_run FROM campaigns WHERE tenant_id = :tenant AND id = :campaign FOR NO KEY UPDATE
            """;

    /** No row of {@code reserved} means that it does not fit. */
    private static final String RESERVE = """
            WITH charge AS (
                SELECT c.id, c.kind, c.usd::numeric AS usd, c.price::numeric AS price, c.what
                FROM unnest(:ids::uuid[], :kinds::text[], :amounts::text[], :prices::text[], :whats::text[])
                    AS c(id, kind, usd, price, what)
            ), payer AS (
                SELECT c.tenant_id, c.id, c.daily_budget_usd FROM campaigns c
                WHERE c.tenant_id = :tenant AND c.id = :campaign AND NOT c.dry_run AND c.daily_budget_usd >= :total
                  AND (cast(:limit AS numeric) IS NULL
                       OR :total + (SELECT coalesce(sum(coalesce(e.settled_usd, e.reserved_usd)), 0)
                                    FROM ledger_entries e
                                    WHERE e.tenant_id = :tenant AND e.task_id = :task AND e.state <> 'RELEASED') <= :limit)
            ), reserved AS (
                INSERT INTO budget_days AS d (tenant_id, campaign_id, day, reserved_usd, spent_usd)
                SELECT tenant_id, id, (now() AT TIME ZONE 'UTC')::date, :total, 0 FROM payer
                ON CONFLICT (tenant_id, campaign_id, day) DO UPDATE SET reserved_usd = d.reserved_usd + excluded.reserved_usd
                WHERE d.spent_usd + d.reserved_usd + excluded.reserved_usd <= (SELECT daily_budget_usd FROM payer)
                RETURNING d.tenant_id, d.campaign_id, d.day
            ), entered AS (
                INSERT INTO ledger_entries (tenant_id, id, reservation_id, campaign_id, task_id, effect_id, kind, state, day,
                                            reserved_usd, unit_price_usd, what)
                SELECT r.tenant_id, c.id, :reservation, r.campaign_id, :task, :effect, c.kind, 'RESERVED', r.day,
                       c.usd, c.price, c.what
                FROM reserved r CROSS JOIN charge c
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
                SELECT r.tenant_id, :actor, 'CostReserved', :task, r.campaign_id,
                       jsonb_build_object('reservation_id', :reservation::uuid, 'day', r.day, 'charges',
                           (SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'usd', c.usd, 'what', c.what)) FROM charge c))
                FROM reserved r
                -- Tried again after it was given back: news is what it costs in the end.
                WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.tenant_id = :tenant
                                  AND e.reservation_id = :reservation AND e.state = 'RELEASED')
            )
            SELECT count(*) FROM reserved
            """;

    private static final String STANDING = """
            SELECT c.daily_budget_usd AS budget, coalesce(d.reserved_usd + d.spent_usd, 0) AS of_day,
                   (SELECT coalesce(sum(coalesce(e.settled_usd, e.reserved_usd)), 0) FROM ledger_entries e
                    WHERE e.tenant_id = :tenant AND e.task_id = :task AND e.state <> 'RELEASED') AS of_task,
                   (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC' AS next_day
            FROM campaigns c
            LEFT JOIN budget_days d ON d.tenant_id = c.tenant_id AND d.campaign_id = c.id
                                   AND d.day = (now() AT TIME ZONE 'UTC')::date
            WHERE c.tenant_id = :tenant AND c.id = :campaign
            """;

    private static final String IN_STATE = """
            SELECT kind, reserved_usd, what, unit_price_usd FROM ledger_entries
            WHERE tenant_id = :tenant AND reservation_id = :reservation AND state = '%s'
            ORDER BY kind
            """;

    private static final String OPEN = IN_STATE.formatted("RESERVED");
    private static final String SPENT = IN_STATE.formatted("SETTLED");

    /**
     * The day is locked before its entries, as a reservation does it. What is tried and given back again and again leaves
     * one released entry and one row in the audit log, however long it goes on.
     */
    private static final String END = """
            WITH actual AS (
                SELECT a.kind, a.usd::numeric AS usd FROM unnest(:kinds::text[], :amounts::text[]) AS a(kind, usd)
            ), locked AS (
                SELECT d.day FROM budget_days d
                WHERE d.tenant_id = :tenant
                  AND (d.campaign_id, d.day) IN (SELECT e.campaign_id, e.day FROM ledger_entries e
                                                 WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation
                                                   AND e.state = 'RESERVED')
                FOR NO KEY UPDATE
            ), ended AS (
                UPDATE ledger_entries e
                SET state = CASE WHEN e.kind IN (SELECT kind FROM actual) THEN 'SETTLED' ELSE 'RELEASED' END,
                    settled_usd = (SELECT usd FROM actual WHERE actual.kind = e.kind), updated_at = now()
                WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation AND e.state = 'RESERVED'
                  AND (SELECT count(*) FROM locked) > 0
                RETURNING e.tenant_id, e.campaign_id, e.task_id, e.day, e.kind, e.state, e.reserved_usd, e.settled_usd
            ), superseded AS (
                DELETE FROM ledger_entries e USING ended n
                WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation AND e.kind = n.kind
                  AND e.state = 'RELEASED' AND n.state = 'RELEASED'
                RETURNING e.id
            ), total AS (
                SELECT tenant_id, campaign_id, task_id, day, sum(reserved_usd) AS reserved,
                       coalesce(sum(settled_usd), 0) AS spent, count(*) FILTER (WHERE state = 'SETTLED') AS settled,
                       jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                           'kind', kind, 'state', state, 'reserved_usd', reserved_usd, 'usd', settled_usd))) AS charges
                FROM ended GROUP BY tenant_id, campaign_id, task_id, day
            ), counted AS (
                UPDATE budget_days d SET reserved_usd = d.reserved_usd - t.reserved, spent_usd = d.spent_usd + t.spent
                FROM total t
                WHERE d.tenant_id = t.tenant_id AND d.campaign_id = t.campaign_id AND d.day = t.day
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
                SELECT tenant_id, :actor, CASE WHEN settled > 0 THEN 'CostSettled' ELSE 'CostReleased' END, task_id,
                       campaign_id,
                       jsonb_build_object('reservation_id', :reservation::uuid, 'day', day, 'charges', charges)
                FROM total WHERE settled > 0 OR NOT EXISTS (SELECT FROM superseded)
            )
            SELECT count(*) AS entries, count(*) FILTER (WHERE state = 'SETTLED') AS settled FROM ended
            """;

    /** What was released last, of each kind; a kind that something was spent for has none. */
    private static final String RELEASED = """
            SELECT DISTINCT ON (e.kind) e.kind, e.reserved_usd, e.what, e.unit_price_usd FROM ledger_entries e
            WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation AND e.state = 'RELEASED'
              AND NOT EXISTS (SELECT FROM ledger_entries o
                              WHERE o.tenant_id = e.tenant_id AND o.reservation_id = e.reservation_id
                                AND o.kind = e.kind AND o.state <> 'RELEASED')
            ORDER BY e.kind, e.id DESC
            """;

    /** It counts in the day of its reservation, which may be over: that is when it was spent. */
    private static final String SPEND_RELEASED = """
            WITH actual AS (
                SELECT a.kind, a.usd::numeric AS usd FROM unnest(:kinds::text[], :amounts::text[]) AS a(kind, usd)
            ), newest AS (
                SELECT DISTINCT ON (e.kind) e.id, e.campaign_id, e.day, a.usd
                FROM ledger_entries e JOIN actual a ON a.kind = e.kind
                WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation AND e.state = 'RELEASED'
                ORDER BY e.kind, e.id DESC
            ), locked AS (
                SELECT d.day FROM budget_days d
                WHERE d.tenant_id = :tenant AND (d.campaign_id, d.day) IN (SELECT campaign_id, day FROM newest)
                FOR NO KEY UPDATE
            ), spent AS (
                UPDATE ledger_entries e SET state = 'SETTLED', settled_usd = n.usd, updated_at = now()
                FROM newest n
                WHERE e.tenant_id = :tenant AND e.id = n.id AND e.state = 'RELEASED' AND (SELECT count(*) FROM locked) > 0
                RETURNING e.tenant_id, e.campaign_id, e.task_id, e.day, e.kind, e.settled_usd
            ), total AS (
                SELECT tenant_id, campaign_id, task_id, day, sum(settled_usd) AS spent,
                       jsonb_agg(jsonb_build_object('kind', kind, 'state', 'SETTLED', 'usd', settled_usd)) AS charges
                FROM spent GROUP BY tenant_id, campaign_id, task_id, day
            ), counted AS (
                UPDATE budget_days d SET spent_usd = d.spent_usd + t.spent
                FROM total t
                WHERE d.tenant_id = t.tenant_id AND d.campaign_id = t.campaign_id AND d.day = t.day
            )
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
            SELECT tenant_id, :actor, 'CostCorrected', task_id, campaign_id,
                   jsonb_build_object('reservation_id', :reservation::uuid, 'day', day, 'charges', charges)
            FROM total
            """;

    /** In the day of its reservation, as {@link #SPEND_RELEASED}. */
    private static final String CORRECT_SPENT = """
            WITH actual AS (
                SELECT a.kind, a.usd::numeric AS usd FROM unnest(:kinds::text[], :amounts::text[]) AS a(kind, usd)
            ), locked AS (
                SELECT d.day FROM budget_days d
                WHERE d.tenant_id = :tenant
                  AND (d.campaign_id, d.day) IN (SELECT e.campaign_id, e.day FROM ledger_entries e
                                                 WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation
                                                   AND e.state = 'SETTLED')
                FOR NO KEY UPDATE
            ), was AS (
                SELECT e.id, e.settled_usd FROM ledger_entries e
                WHERE e.tenant_id = :tenant AND e.reservation_id = :reservation AND e.state = 'SETTLED'
                  AND (SELECT count(*) FROM locked) > 0
            ), corrected AS (
                UPDATE ledger_entries e
                SET state = CASE WHEN e.kind IN (SELECT kind FROM actual) THEN 'SETTLED' ELSE 'RELEASED' END,
                    settled_usd = (SELECT usd FROM actual WHERE actual.kind = e.kind), updated_at = now()
                FROM was
                WHERE e.tenant_id = :tenant AND e.id = was.id AND e.state = 'SETTLED'
                RETURNING e.tenant_id, e.campaign_id, e.task_id, e.day, e.kind, e.state, e.settled_usd,
                          was.settled_usd AS was_usd
            ), total AS (
                SELECT tenant_id, campaign_id, task_id, day, sum(was_usd - coalesce(settled_usd, 0)) AS back,
                       jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                           'kind', kind, 'state', state, 'was_usd', was_usd, 'usd', settled_usd))) AS charges
                FROM corrected GROUP BY tenant_id, campaign_id, task_id, day
            ), counted AS (
                UPDATE budget_days d SET spent_usd = d.spent_usd - t.back
                FROM total t
                WHERE d.tenant_id = t.tenant_id AND d.campaign_id = t.campaign_id AND d.day = t.day
            )
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
            SELECT tenant_id, :actor, 'CostCorrected', task_id, campaign_id,
                   jsonb_build_object('reservation_id', :reservation::uuid, 'day', day, 'charges', charges)
            FROM total
            """;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    LedgerStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** How a payer stands: the day's budget, what of it is spent or reserved, and the same of the task. */
    record Standing(Usd budget, Usd ofDay, Usd ofTask, Instant nextDay) {}

    /** How many entries were open, and how many of them were settled. */
    record Ended(long entries, long settled) {}

    /** Locks the campaign until the transaction ends, and says whether it is a rehearsal. */
    boolean lockIsRehearsal(Payer payer) {
        return jdbc.sql(LOCK)
                .param("tenant", payer.tenant().value())
                .param("campaign", payer.campaign().value())
                .query(Boolean.class)
                .single();
    }

    boolean reserve(Payer payer, Purpose purpose, Usd total, List<Charge> charges, String actor) {
        Usd limit = payer.limit();
        return jdbc.sql(RESERVE)
                        .param("tenant", payer.tenant().value())
                        .param("campaign", payer.campaign().value())
                        .param("task", task(payer), Types.OTHER)
                        .param("reservation", purpose.id())
                        .param("effect", purpose.effect(), Types.OTHER)
                        .param("total", total.amount())
                        .param("limit", limit == null ? null : limit.amount(), Types.NUMERIC)
                        .param(
                                "ids",
                                charges.stream()
                                        .map(charge -> TimeOrderedId.at(clock))
                                        .toArray(UUID[]::new))
                        .param("kinds", texts(charges, charge -> charge.kind().name()))
                        .param(
                                "amounts",
                                texts(charges, charge -> charge.amount().amount()))
                        .param("prices", texts(charges, Charge::unitPrice))
                        .param("whats", texts(charges, Charge::what))
                        .param("actor", actor)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static @Nullable UUID task(Payer payer) {
        return payer.task() == null ? null : payer.task().value();
    }

    Standing standing(Payer payer) {
        return jdbc.sql(STANDING)
                .param("tenant", payer.tenant().value())
                .param("campaign", payer.campaign().value())
                .param("task", task(payer), Types.OTHER)
                .query((row, number) -> new Standing(
                        new Usd(row.getBigDecimal("budget")),
                        new Usd(row.getBigDecimal("of_day")),
                        new Usd(row.getBigDecimal("of_task")),
                        row.getObject("next_day", OffsetDateTime.class).toInstant()))
                .single();
    }

    List<Charge> open(TenantId tenant, Purpose purpose) {
        return charges(OPEN, tenant, purpose);
    }

    List<Charge> released(TenantId tenant, Purpose purpose) {
        return charges(RELEASED, tenant, purpose);
    }

    List<Charge> spent(TenantId tenant, Purpose purpose) {
        return charges(SPENT, tenant, purpose);
    }

    void spendReleased(TenantId tenant, Purpose purpose, List<Charge> actual, String actor) {
        correct(SPEND_RELEASED, tenant, purpose, actual, actor);
    }

    /** What is not named is released. */
    void correctSpent(TenantId tenant, Purpose purpose, List<Charge> actual, String actor) {
        correct(CORRECT_SPENT, tenant, purpose, actual, actor);
    }

    private void correct(String sql, TenantId tenant, Purpose purpose, List<Charge> actual, String actor) {
        jdbc.sql(sql)
                .param("tenant", tenant.value())
                .param("reservation", purpose.id())
                .param("kinds", texts(actual, charge -> charge.kind().name()))
                .param("amounts", texts(actual, charge -> charge.amount().amount()))
                .param("actor", actor)
                .update();
    }

    private List<Charge> charges(String sql, TenantId tenant, Purpose purpose) {
        return jdbc.sql(sql)
                .param("tenant", tenant.value())
                .param("reservation", purpose.id())
                .query((row, number) -> new Charge(
                        ChargeKind.valueOf(row.getString("kind")),
                        new Usd(row.getBigDecimal("reserved_usd")),
                        row.getString("what"),
                        row.getBigDecimal("unit_price_usd")))
                .list();
    }

    Ended end(TenantId tenant, Purpose purpose, List<Charge> actual, String actor) {
        return jdbc.sql(END)
                .param("tenant", tenant.value())
                .param("reservation", purpose.id())
                .param("kinds", texts(actual, charge -> charge.kind().name()))
                .param("amounts", texts(actual, charge -> charge.amount().amount()))
                .param("actor", actor)
                .query((row, number) -> new Ended(row.getLong("entries"), row.getLong("settled")))
                .single();
    }

    private static String[] texts(List<Charge> charges, Function<Charge, ? extends @Nullable Object> column) {
        return charges.stream()
                .map(charge -> {
                    Object value = column.apply(charge);
                    return value == null ? null : value.toString();
                })
                .toArray(String[]::new);
    }
}
