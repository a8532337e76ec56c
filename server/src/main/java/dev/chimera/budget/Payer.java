package dev.chimera.budget;

import dev.chimera.campaign.CampaignId;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Who pays.
 *
 * @param limit the task's {@code max_cost_usd}: what all that it ever reserves and spends may come to; null where it has
 *     none
 */
public record Payer(
        TenantId tenant,
        CampaignId campaign,
        TaskId task,
        @Nullable Usd limit) {}
