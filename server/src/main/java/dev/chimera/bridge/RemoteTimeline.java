package dev.chimera.bridge;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
     * @param notAfter when it is too late to hand it over, by the database's clock; null when it never is
     */
    record Handover(
            TenantId tenant,
            AgentId agent,
            @Nullable UUID effect,
            String text,
            List<String> mediaIds,
            boolean labeled,
            @Nullable Instant notAfter) {}

    /**
     * A tweet that is out there.
     *
     * @param effect the idempotency key, where the timeline keeps it
     */
    record Entry(String externalId, @Nullable UUID effect, String text, Instant postedAt) {}

    /**
     * Somebody else's tweet that names the account.
     *
     * @param author the other's handle, without the at sign
     */
    record Mention(String externalId, String author, String text, Instant postedAt) {}

    /**
     * Does what takes time, or may fail, before anything is at stake: what it refuses, {@link #publish} is not asked.
     */
    default Optional<Refusal> prepare(TenantId tenant, AgentId agent) {
        return Optional.empty();
    }

    /**
     * Tries once, and never again by itself. Blocks; no transaction is open. Anything thrown, and a timeout above all,
     * means that nobody knows whether the tweet is out.
     */
    Publication publish(Handover handover);

    /** The account's newest tweets, newest first. Anything thrown means that nobody could look. */
    List<Entry> newest(TenantId tenant, AgentId agent, int limit);

    /** Whether an entry may be what this text became: a timeline may write it differently. */
    default boolean says(Entry entry, String text) {
        return entry.text().equals(text);
    }

    /** The newest tweets that name the account, newest first: words of strangers. */
    default List<Mention> mentions(TenantId tenant, AgentId agent, int limit) {
        return List.of();
    }
}
