package dev.chimera.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A row of the audit log, as {@code /v1/audit} and {@code task ID} show it.
 *
 * @param seq its number; grows with time, has gaps, unique over all tenants
 * @param at by the database's clock, microseconds
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AuditRow(
        long seq,
        Instant at,
        String actor,
        String event,
        @Nullable UUID taskId,
        @Nullable UUID campaignId,
        @Nullable UUID fromVersion,
        @Nullable UUID toVersion,
        @Nullable JsonNode evidence) {}
