package dev.chimera.bridge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the bridge writes into the audit log; the record is the evidence. */
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface BridgeEvent {

    @JsonIgnore
    String name();

    record TweetPublished(
            @JsonProperty("agent_id") UUID agent,
            @JsonProperty("effect_id") @Nullable UUID effect,
            @JsonProperty("post_id") String post,
            String text,
            @JsonProperty("media_ids") List<String> mediaIds,
            @JsonProperty("is_ai_labeled") boolean labeled,
            @JsonProperty("posted_at") Instant postedAt)
            implements BridgeEvent {
        @Override
        public String name() {
            return "TweetPublished";
        }
    }

    /** A tweet that had no answer when it was sent, and was found on its timeline later. */
    record TweetFound(
            @JsonProperty("agent_id") UUID agent,
            @JsonProperty("effect_id") @Nullable UUID effect,
            @JsonProperty("post_id") String post)
            implements BridgeEvent {
        @Override
        public String name() {
            return "TweetFound";
        }
    }

    record TweetRefused(
            @JsonProperty("agent_id") UUID agent,
            @JsonProperty("effect_id") @Nullable UUID effect,
            RefusalCode code,
            String message,
            @JsonProperty("retry_after_seconds") @Nullable Long retryAfterSeconds)
            implements BridgeEvent {
        static final String NAME = "TweetRefused";

        @Override
        public String name() {
            return NAME;
        }
    }
}
