package dev.chimera.tenant;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * For whom this service calls one of its own MCP servers, as the {@code _meta} of the call says it. Believed only with
 * the {@link ServiceToken}.
 *
 * @param agent whose account it is
 * @param effect the effect that the call carries out, and so its idempotency key; null for reading
 * @param task the task that the effect belongs to
 * @param notAfter when the call must no longer be accepted, by the database's clock
 */
public record OnBehalfOf(
        TenantId tenant,
        UUID agent,
        @Nullable UUID effect,
        @Nullable UUID task,
        @Nullable Instant notAfter) {

    private static final String PREFIX = "chimera/";
    private static final String TENANT = PREFIX + "tenant_id";
    private static final String AGENT = PREFIX + "agent_id";
    private static final String EFFECT = PREFIX + "effect_id";
    private static final String TASK = PREFIX + "task_id";

    /** The member of {@code _meta} that says when a call must no longer be accepted. */
    public static final String NOT_AFTER = PREFIX + "not_after";

    public static OnBehalfOf agent(TenantId tenant, UUID agent) {
        return new OnBehalfOf(tenant, agent, null, null, null);
    }

    /** The members of {@code _meta}: UUIDs and an ISO 8601 instant, as text. */
    public Map<String, Object> toMeta() {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put(TENANT, tenant.toString());
        meta.put(AGENT, agent.toString());
        if (effect != null) {
            meta.put(EFFECT, effect.toString());
        }
        if (task != null) {
            meta.put(TASK, task.toString());
        }
        if (notAfter != null) {
            meta.put(NOT_AFTER, notAfter.toString());
        }
        return meta;
    }

    /** Whether the call claims to be on behalf of anybody. */
    public static boolean isClaimedIn(@Nullable Map<String, Object> meta) {
        return meta != null && meta.keySet().stream().anyMatch(key -> key.startsWith(PREFIX));
    }

    /**
     * Empty without a tenant or without an agent.
     *
     * @throws IllegalArgumentException when a member is there but is not what it should be; the message names it
     */
    public static Optional<OnBehalfOf> from(@Nullable Map<String, Object> meta) {
        if (meta == null) {
            return Optional.empty();
        }
        UUID tenant = uuid(meta, TENANT);
        UUID agent = uuid(meta, AGENT);
        if (tenant == null || agent == null) {
            return Optional.empty();
        }
        return Optional.of(
                new OnBehalfOf(new TenantId(tenant), agent, uuid(meta, EFFECT), uuid(meta, TASK), instant(meta)));
    }

    private static @Nullable UUID uuid(Map<String, Object> meta, String key) {
        Object value = meta.get(key);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value.toString());
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(key + " is not a UUID");
        }
    }

    private static @Nullable Instant instant(Map<String, Object> meta) {
        Object value = meta.get(NOT_AFTER);
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value.toString());
        } catch (DateTimeException _) {
            throw new IllegalArgumentException(NOT_AFTER + " is not an ISO 8601 instant");
        }
    }
}
