package dev.chimera.bridge;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A timeline behind a network. Before it is called, the slot is taken and a row in state SENDING is committed; the row
 * tells a later reader that something may be out there.
 */
public non-sealed interface RemoteTimeline extends Timeline {

    /**
     * A tweet to publish.
     *
     * @param effect the idempotency key, for a timeline that knows one; null for an agent's own call
     * @param labeled whether it has to be marked as made by an AI
     */
    record Handover(
            TenantId tenant,
            AgentId agent,
            @Nullable UUID effect,
            String text,
            List<String> mediaIds,
            boolean labeled) {}

    /**
     * A tweet that is out there.
     *
     * @param effect the idempotency key, where the timeline keeps it
     */
    record Entry(String externalId, @Nullable UUID effect, String text, Instant postedAt) {}

    /**
     * Tries once, and never again by itself. Blocks; no transaction is open. Anything thrown, and a timeout above all,
     * means that nobody knows whether the tweet is out.
     */
    Publication publish(Handover handover);

    /** The account's newest tweets, newest first. Anything thrown means that nobody could look. */
    List<Entry> newest(TenantId tenant, AgentId agent, int limit);
}
