package dev.chimera.bridge;

/** What a {@link RemoteTimeline} did with a tweet: published it, or definitely not. */
public sealed interface Publication permits Publication.Published, Refusal {

    /** @param externalId how that timeline calls the tweet */
    record Published(String externalId) implements Publication {}
}
