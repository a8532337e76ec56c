package dev.chimera.task;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as it stands in the database.
 *
 * @param payload what is to be done; its members depend on the type
 * @param constraints {@code max_cost_usd} and {@code voice_ref}; null where the document had none
 * @param extra members of the document that the contract does not name, kept and handed on
 * @param confidence the Judge's score, 0 to 1, once there is one; before, the Worker's own
 * @param attempt how often it was claimed
 * @param crashes how many of its workers died with it
 * @param result what the Worker handed in
 * @param feedback why the last attempt was rejected
 * @param failure why it is FAILED
 * @param submittedBy the person who wrote it by hand; null when the Planner made it
 */
public record Task(
        TenantId tenant,
        TaskId id,
        VersionId version,
        CampaignId campaign,
        AgentId agent,
        TaskType type,
        TaskStatus status,
        ObjectNode payload,
        @Nullable ObjectNode constraints,
        @Nullable ObjectNode extra,
        @Nullable Double confidence,
        int attempt,
        int crashes,
        @Nullable ObjectNode result,
        @Nullable ObjectNode feedback,
        dev.chimera.failure.@Nullable Failure failure,
        @Nullable UserId submittedBy,
        boolean dryRun,
        Instant updatedAt) {

    /** This task at this version. */
    public TaskRef ref() {
        return new TaskRef(tenant, id, version);
    }
}
