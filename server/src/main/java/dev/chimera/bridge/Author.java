package dev.chimera.bridge;

import dev.chimera.persona.AgentId;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tenant.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose account a call is for. An agent's own key says that by itself; this service says it in {@code _meta}. It never
 * comes from the arguments.
 *
 * @param actor how the audit log names the caller
 * @param effect the idempotency key; null for an agent's own call, and for reading
 * @param notAfter when the call must no longer be accepted, by the database's clock
 */
public record Author(
        TenantId tenant,
        AgentId agent,
        String actor,
        @Nullable UUID effect,
        @Nullable TaskId task,
        @Nullable Instant notAfter)
        implements Admission {

    /** Acting in the name of an agent; the service needs an effect for it, or its call could not be reconciled. */
    public static Admission admitToAct(Caller caller, @Nullable Map<String, Object> meta) {
        Admission admission = admitToRead(caller, meta);
        if (caller instanceof Caller.Service && admission instanceof Author author && author.effect == null) {
            return Refusal.of(RefusalCode.UNAUTHORIZED, "_meta names no effect to carry out");
        }
        return admission;
    }

    /** Looking in the name of an agent. */
    public static Admission admitToRead(Caller caller, @Nullable Map<String, Object> meta) {
        return switch (caller) {
            case Caller.Agent own
            when OnBehalfOf.isClaimedIn(meta) ->
                Refusal.of(
                        RefusalCode.UNAUTHORIZED, own.actor() + " acts as itself: only the service may say for whom");
            case Caller.Agent own -> new Author(own.tenant(), new AgentId(own.agent()), own.actor(), null, null, null);
            case Caller.Service service -> admitService(service, meta);
            case Caller.Person person ->
                Refusal.of(
                        RefusalCode.UNAUTHORIZED,
                        person.email() + " has no account of their own here: use an agent's API key");
        };
    }

    private static Admission admitService(Caller.Service service, @Nullable Map<String, Object> meta) {
        Optional<OnBehalfOf> whom;
        try {
            whom = OnBehalfOf.from(meta);
        } catch (IllegalArgumentException e) {
            return Refusal.of(RefusalCode.INVALID_ARGUMENT, "_meta: " + e.getMessage());
        }
        if (whom.isEmpty()) {
            return Refusal.of(RefusalCode.UNAUTHORIZED, "_meta names no tenant and agent to act for");
        }
        OnBehalfOf it = whom.get();
        TaskId task = it.task() == null ? null : new TaskId(it.task());
        return new Author(it.tenant(), new AgentId(it.agent()), service.actor(), it.effect(), task, it.notAfter());
    }

    /** The same account, and no effect in particular. */
    Author reading() {
        return new Author(tenant, agent, actor, null, null, null);
    }

    Author of(@Nullable UUID otherTask) {
        return new Author(tenant, agent, actor, effect, otherTask == null ? null : new TaskId(otherTask), notAfter);
    }
}
