package dev.chimera.audit;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened and is to be remembered.
 *
 * @param actor who did it: {@code user:ID}, {@code worker:ID}, {@code judge} and the like; see {@code Caller.actor()}
 * @param event what was done, in the past tense: {@code TaskClaimed}
 * @param task the task that it is about; null where it is about none
 * @param campaign the campaign that it is about; null where it is about none
 * @param fromVersion the version that was acted on; null for something new, or without versions
 * @param toVersion the version that came out of it; null where nothing changed version
 * @param evidence what it was based on, without secrets; null where there is nothing to add
 */
public record AuditEntry(
        TenantId tenant,
        String actor,
        String event,
        @Nullable TaskId task,
        @Nullable CampaignId campaign,
        @Nullable VersionId fromVersion,
        @Nullable VersionId toVersion,
        @Nullable JsonNode evidence) {

    public AuditEntry {
        if (actor.isBlank() || event.isBlank()) {
            throw new IllegalArgumentException("an audit entry says who did what");
        }
    }
}
