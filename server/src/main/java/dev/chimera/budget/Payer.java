package dev.chimera.budget;

import dev.chimera.campaign.CampaignId;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Who pays.
 *
 * @param task null for what an agent does by itself
 * @param limit the task's {@code max_cost_usd}: what all that it ever reserves and spends may come to; null where it has
 *     none
 */
public record Payer(
        TenantId tenant,
        CampaignId campaign,
        @Nullable TaskId task,
        @Nullable Usd limit) {

    /** A campaign pays for what its agent posts by itself, without a task. */
    public static Payer ofOwnPost(TenantId tenant, CampaignId campaign) {
        return new Payer(tenant, campaign, null, null);
    }
}
