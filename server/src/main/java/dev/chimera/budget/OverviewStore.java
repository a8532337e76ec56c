package dev.chimera.budget;

import dev.chimera.campaign.CampaignId;
import dev.chimera.persona.AgentId;
import dev.chimera.task.Proposal;
import dev.chimera.tenant.TenantId;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the ledger for people. */
@Repository
class OverviewStore {

    private static final String TODAY = """
            SELECT campaign_id, reserved_usd, spent_usd FROM budget_days
            WHERE tenant_id = :tenant AND campaign_id = ANY(:campaigns) AND day = (now() AT TIME ZONE 'UTC')::date
            """;

    /** What is approved and not sent, without what is free whatever it says. */
    private static final String AHEAD = """
            SELECT t.campaign_id, e.agent_id, a.twitter, e.tool, e.arguments
            FROM effects e
            JOIN tasks t ON t.tenant_id = e.tenant_id AND t.id = e.task_id AND t.campaign_id = ANY(:campaigns)
            JOIN agents a ON a.tenant_id = e.tenant_id AND a.id = e.agent_id
            WHERE e.tenant_id = :tenant AND e.state = 'INTENDED' AND (e.tool <> 'post_tweet' OR a.twitter <> 'timeline')
            ORDER BY e.ready_at
            LIMIT :limit
            """;

    private static final String DAYS = """
            SELECT d.campaign_id, a.name AS agent, d.day, d.spent_usd, d.reserved_usd, c.daily_budget_usd
            FROM budget_days d
            JOIN campaigns c ON c.tenant_id = d.tenant_id AND c.id = d.campaign_id
            JOIN agents a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
            WHERE d.tenant_id = :tenant AND (cast(:campaign AS uuid) IS NULL OR d.campaign_id = :campaign)
            ORDER BY d.day DESC, a.name, d.campaign_id
            LIMIT :limit
            """;

    private static final String ENTRIES = """
            SELECT id, campaign_id, task_id, effect_id, kind, state, day, what, reserved_usd, settled_usd, updated_at
            FROM ledger_entries
            WHERE tenant_id = :tenant AND (cast(:campaign AS uuid) IS NULL OR campaign_id = :campaign)
            ORDER BY updated_at DESC, id
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    OverviewStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Sum(CampaignId campaign, Usd reserved, Usd spent) {}

    record Ahead(CampaignId campaign, AgentId agent, Backend backend, Proposal proposal) {}

    record Day(
            UUID campaignId,
            String agent,
            LocalDate day,
            BigDecimal spentUsd,
            BigDecimal reservedUsd,
            BigDecimal dailyBudgetUsd) {}

    /** {@code spentUsd}: null until it is settled. */
    record Entry(
            UUID id,
            UUID campaignId,
            @Nullable UUID taskId,
            @Nullable UUID effectId,
            ChargeKind kind,
            String state,
            LocalDate day,
            String what,
            BigDecimal reservedUsd,
            @Nullable BigDecimal spentUsd,
            Instant updatedAt) {}

    List<Sum> today(TenantId tenant, UUID[] campaigns) {
        return jdbc.sql(TODAY)
                .param("tenant", tenant.value())
                .param("campaigns", campaigns)
                .query((row, number) -> new Sum(
                        new CampaignId(row.getObject("campaign_id", UUID.class)),
                        new Usd(row.getBigDecimal("reserved_usd")),
                        new Usd(row.getBigDecimal("spent_usd"))))
                .list();
    }

    List<Ahead> ahead(TenantId tenant, UUID[] campaigns, int limit) {
        return jdbc.sql(AHEAD)
                .param("tenant", tenant.value())
                .param("campaigns", campaigns)
                .param("limit", limit)
                .query((row, number) -> new Ahead(
                        new CampaignId(row.getObject("campaign_id", UUID.class)),
                        new AgentId(row.getObject("agent_id", UUID.class)),
                        Backend.of(row.getString("twitter")),
                        new Proposal(row.getString("tool"), (ObjectNode)
                                JsonMapper.shared().readTree(row.getString("arguments")))))
                .list();
    }

    List<Day> days(TenantId tenant, @Nullable CampaignId campaign, int limit) {
        return about(DAYS, tenant, campaign, limit)
                .query((row, number) -> new Day(
                        row.getObject("campaign_id", UUID.class),
                        row.getString("agent"),
                        row.getObject("day", LocalDate.class),
                        new Usd(row.getBigDecimal("spent_usd")).shown(),
                        new Usd(row.getBigDecimal("reserved_usd")).shown(),
                        row.getBigDecimal("daily_budget_usd")))
                .list();
    }

    /** The last that changed first. */
    List<Entry> entries(TenantId tenant, @Nullable CampaignId campaign, int limit) {
        return about(ENTRIES, tenant, campaign, limit)
                .query((row, number) -> {
                    BigDecimal settled = row.getBigDecimal("settled_usd");
                    return new Entry(
                            row.getObject("id", UUID.class),
                            row.getObject("campaign_id", UUID.class),
                            row.getObject("task_id", UUID.class),
                            row.getObject("effect_id", UUID.class),
                            ChargeKind.valueOf(row.getString("kind")),
                            row.getString("state"),
                            row.getObject("day", LocalDate.class),
                            row.getString("what"),
                            new Usd(row.getBigDecimal("reserved_usd")).shown(),
                            settled == null ? null : new Usd(settled).shown(),
                            row.getObject("updated_at", OffsetDateTime.class).toInstant());
                })
                .list();
    }

    private JdbcClient.StatementSpec about(String sql, TenantId tenant, @Nullable CampaignId campaign, int limit) {
        return jdbc.sql(sql)
                .param("tenant", tenant.value())
                .param("campaign", campaign == null ? null : campaign.value(), Types.OTHER)
                .param("limit", limit);
    }
}
