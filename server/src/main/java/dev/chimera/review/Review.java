package dev.chimera.review;

import dev.chimera.budget.Backend;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.task.ContentHash;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question as it stands in the database.
 *
 * @param expiresAt null for one that time does not decide: whether something happened
 */
record Review(
        TenantId tenant,
        ReviewId id,
        TaskId task,
        VersionId taskVersion,
        AgentId agent,
        String agentName,
        Question.Kind kind,
        Backend backend,
        String tool,
        ObjectNode arguments,
        ContentHash hash,
        @Nullable Double score,
        String why,
        @Nullable UserId proposedBy,
        @Nullable Instant expiresAt,
        String state,
        boolean expired) {}
