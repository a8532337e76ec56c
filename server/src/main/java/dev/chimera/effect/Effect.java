package dev.chimera.effect;

import dev.chimera.budget.Usd;
import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.persona.AgentId;
import dev.chimera.task.ContentHash;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An approved proposal on its way to the world.
 *
 * @param readyAt not before this moment
 * @param sentAt when SENDING was committed
 * @param notAfter after this moment the call may no longer be accepted, by the database's clock
 * @param externalId the name that the world gave it
 * @param reserved what the ledger holds for its call; zero when there is nothing to settle
 * @param waitsFor the code with which it was put off last, also while it is tried again; null when it was not
 */
public record Effect(
        TenantId tenant,
        EffectId id,
        TaskId task,
        AgentId agent,
        String tool,
        ObjectNode arguments,
        ContentHash hash,
        EffectState state,
        Instant readyAt,
        @Nullable Instant sentAt,
        @Nullable Instant notAfter,
        @Nullable String externalId,
        @Nullable Failure failure,
        VersionId version,
        Usd reserved,
        @Nullable String waitsFor) {}
