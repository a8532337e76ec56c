package dev.chimera.task;

import dev.chimera.campaign.CampaignId;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task to be planned.
 *
 * @param dependsOn tasks that must be COMPLETED first: either planned in the same call, or COMPLETED already
 * @param submittedBy the person who wrote it by hand; null when the Planner made it
 */
public record NewTask(
        TenantId tenant,
        TaskId id,
        CampaignId campaign,
        AgentId agent,
        TaskType type,
        ObjectNode payload,
        @Nullable ObjectNode constraints,
        @Nullable ObjectNode extra,
        List<TaskId> dependsOn,
        @Nullable UserId submittedBy,
        boolean dryRun) {

    public NewTask {
        dependsOn = List.copyOf(dependsOn);
    }
}
