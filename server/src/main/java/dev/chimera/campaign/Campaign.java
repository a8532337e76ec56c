package dev.chimera.campaign;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as it stands in the database.
 *
 * @param version what every write to it has to carry
 * @param agentName the name of its agent
 * @param stableId what its file names it; null where it names it nothing
 * @param dailyBudgetUsd US dollars a day (UTC), two decimals, not negative
 * @param postsWanted how many posts it is after, 1 to 100
 * @param dryRun whether it is a rehearsal: it goes up to the verdict, publishes nothing, and is deleted afterwards
 */
public record Campaign(
        TenantId tenant,
        CampaignId id,
        VersionId version,
        AgentId agent,
        String agentName,
        @Nullable String stableId,
        String goal,
        CampaignStatus status,
        BigDecimal dailyBudgetUsd,
        int postsWanted,
        boolean dryRun) {}
