package dev.chimera.bridge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@code GET /v1/posts} and {@code chimera posts --json} answer. */
record PostListing(List<Post> posts) {

    /**
     * @param id how the timeline calls it
     * @param agent the agent's name
     * @param taskId the task that proposed it; null for an agent's own call
     * @param sources what it is made from
     */
    record Post(
            String id,
            String agent,
            String text,
            @JsonProperty("media_ids") List<String> mediaIds,
            @JsonProperty("is_ai_labeled") boolean labeled,
            @JsonProperty("posted_at") Instant postedAt,
            @JsonProperty("task_id") @Nullable UUID taskId,
            List<Source> sources) {}

    /** @param url where it can be read; empty for a source that has no address */
    record Source(String title, String url) {}
}
