package dev.chimera.bridge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tweet in the resource {@code twitter://timeline}. */
record TimelineEntry(
        String id,
        @JsonProperty("effect_id") @Nullable UUID effect,
        String text,
        @JsonProperty("media_ids") List<String> mediaIds,
        @JsonProperty("is_ai_labeled") boolean labeled,
        @JsonProperty("posted_at") Instant postedAt) {}
