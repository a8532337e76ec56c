package dev.chimera.persona;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A line of {@code chimera agents}.
 *
 * @param nextSlotAt when the cooldown lets it post again; null when it may now
 * @param posts how many posts it has published
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AgentOverview(
        UUID id, String name, boolean paused, @Nullable Instant nextSlotAt, long posts) {}
