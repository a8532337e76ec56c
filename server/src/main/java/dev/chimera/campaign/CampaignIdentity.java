package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which campaign a file is; reads {@code campaigns}, and writes {@code campaign_files} and
 * {@code campaign_intakes}.
 *
 * <ul>
 *   <li>The one with the file's {@code campaign.id}, whatever its goal says.
 *   <li>Without an id, the one of this agent with this goal.
 *   <li>Where neither is there, but this very file was another campaign the last time, or another campaign of this agent
 *       has ordered a payment that the file orders too: then its goal was reworded, or it is another campaign, and only
 *       whoever handed it in knows which.
 * </ul>
 */
@Repository
class CampaignIdentity {

    private static final String BY_STABLE_ID = CampaignStore.SELECT + """
            WHERE c.tenant_id = :tenant AND c.agent_id = :agent AND NOT c.dry_run AND c.stable_id = :stableId
            """;

    /** Older goals may hold white space that files of today don't. */
    private static final String BY_GOAL = CampaignStore.SELECT + """
            WHERE c.tenant_id = :tenant AND c.agent_id = :agent AND NOT c.dry_run
              AND regexp_replace(c.goal_text, '\\s+', ' ', 'g') = :goal AND (c.stable_id IS NULL OR :anyId)
            ORDER BY c.stable_id IS NOT NULL, c.created_at DESC, c.id
            LIMIT 1
            """;

    private static final String OF_FILE = CampaignStore.SELECT + """
            JOIN campaign_files f ON f.tenant_id = c.tenant_id AND f.campaign_id = c.id
            WHERE f.tenant_id = :tenant AND f.agent_id = :agent AND f.file_ref = :fileRef
              AND (c.stable_id IS NULL OR :anyId)
            """;

    private static final String WITH_ORDERS = CampaignStore.SELECT + """
            WHERE c.tenant_id = :tenant AND c.agent_id = :agent AND NOT c.dry_run AND (c.stable_id IS NULL OR :anyId)
              AND EXISTS (SELECT FROM campaign_payments p WHERE p.tenant_id = c.tenant_id AND p.campaign_id = c.id
                          AND p.key = ANY(:keys))
            ORDER BY c.created_at DESC, c.id
            LIMIT 1
            """;

    private static final String REMEMBER = """
            INSERT INTO campaign_files (tenant_id, agent_id, file_ref, campaign_id)
            VALUES (:tenant, :agent, :fileRef, :campaign)
            ON CONFLICT (tenant_id, agent_id, file_ref) DO UPDATE SET campaign_id = excluded.campaign_id
            """;

    private static final String HANDED_IN = """
            INSERT INTO campaign_intakes (tenant_id, campaign_id, handed_in_at) VALUES (:tenant, :campaign, now())
            ON CONFLICT (tenant_id, campaign_id) DO UPDATE SET handed_in_at = now()
            """;

    private final JdbcClient jdbc;

    CampaignIdentity(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The campaign that the file goes on with; empty where it begins one. The agent has to be locked, where two may come at
     * once.
     *
     * @throws ChimeraException CAMPAIGN_GOAL_CHANGED where the request does not say which
     */
    Optional<Campaign> of(TenantId tenant, AgentId agent, IntakeRequest request) {
        Optional<Campaign> known = known(tenant, agent, request.file());
        if (known.isPresent()) {
            return known;
        }
        Optional<Campaign> before = before(tenant, agent, request);
        if (before.isEmpty()) {
            return before;
        }
        return switch (request.changedGoal()) {
            case SAME -> before;
            case NEW -> Optional.empty();
            case ASK -> throw goalChanged(before.get(), request.file());
        };
    }

    /** Keeps which campaign this file was, and when. Needs the caller's transaction. */
    void remember(TenantId tenant, AgentId agent, IntakeRequest request, CampaignId campaign) {
        jdbc.sql(HANDED_IN)
                .param("tenant", tenant.value())
                .param("campaign", campaign.value())
                .update();
        if (request.fileRef() != null) {
            about(REMEMBER, tenant, agent)
                    .param("fileRef", request.fileRef())
                    .param("campaign", campaign.value())
                    .update();
        }
    }

    private Optional<Campaign> known(TenantId tenant, AgentId agent, CampaignFile file) {
        Optional<Campaign> named = file.id() == null
                ? Optional.empty()
                : about(BY_STABLE_ID, tenant, agent)
                        .param("stableId", file.id())
                        .query(CampaignStore::campaign)
                        .optional();
        return named.or(() -> about(BY_GOAL, tenant, agent)
                .param("goal", file.goal())
                .param("anyId", file.id() == null)
                .query(CampaignStore::campaign)
                .optional());
    }

    /** One that has an id of its own is not the one that a file with another id was. */
    private Optional<Campaign> before(TenantId tenant, AgentId agent, IntakeRequest request) {
        boolean anyId = request.file().id() == null;
        Optional<Campaign> ofFile = request.fileRef() == null
                ? Optional.empty()
                : about(OF_FILE, tenant, agent)
                        .param("fileRef", request.fileRef())
                        .param("anyId", anyId)
                        .query(CampaignStore::campaign)
                        .optional();
        List<String> keys = OrderedPayments.keys(request.file().payments());
        return ofFile.or(() -> keys.isEmpty()
                ? Optional.empty()
                : about(WITH_ORDERS, tenant, agent)
                        .param("anyId", anyId)
                        .param("keys", keys.toArray(new String[0]))
                        .query(CampaignStore::campaign)
                        .optional());
    }

    private JdbcClient.StatementSpec about(String sql, TenantId tenant, AgentId agent) {
        return jdbc.sql(sql).param("tenant", tenant.value()).param("agent", agent.value());
    }

    private static ChimeraException goalChanged(Campaign before, CampaignFile file) {
        return ChimeraException.conflict(
                "CAMPAIGN_GOAL_CHANGED",
                "the goal was '" + PlainText.excerpt(before.goal(), 60) + "' and is '"
                        + PlainText.excerpt(file.goal(), 60)
                        + "': as another campaign, all its posts and payments would be made once more",
                "say --goal-changed same to go on with it, or new to begin another; with a campaign.id in the file nobody"
                        + " has to ask");
    }
}
