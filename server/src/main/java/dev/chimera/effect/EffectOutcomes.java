package dev.chimera.effect;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import dev.chimera.task.Transition;
import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.Payments;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Settles an effect, what it cost, and its task together: first the ledger, which is locked before the effect. */
@Component
public class EffectOutcomes {

    private final EffectStore effects;
    private final Cashier cashier;
    private final TaskStore tasks;
    private final TaskQueries queries;
    private final Payments payments;
    private final DeadlockRetry transactions;
    private final ApplicationEventPublisher events;

    EffectOutcomes(
            EffectStore effects,
            Cashier cashier,
            TaskStore tasks,
            TaskQueries queries,
            Payments payments,
            DeadlockRetry transactions,
            ApplicationEventPublisher events) {
        this.effects = effects;
        this.cashier = cashier;
        this.tasks = tasks;
        this.queries = queries;
        this.payments = payments;
        this.transactions = transactions;
        this.events = events;
    }

    /**
     * Records what the call said, or what was found; nothing changes when somebody else has settled the effect meanwhile. A
     * deadlock must not turn an outcome that is known into one that a person is asked about.
     */
    void settle(Effect effect, Settlement settlement, String actor) {
        if (!settleAt(effect, settlement, actor) && isKnown(settlement)) {
            // The answer came after the call was given up for lost: what it says is still true.
            effects.ofTask(effect.tenant(), effect.task())
                    .filter(now -> !now.version().equals(effect.version()))
                    .ifPresent(now -> settleLate(now, settlement, actor));
        }
    }

    private void settleLate(Effect now, Settlement settlement, String actor) {
        if (now.state() == EffectState.UNKNOWN) {
            settleAt(now, settlement, actor);
        } else if (settlement instanceof Settlement.Confirmed confirmed && effects.isLookedFor(now)) {
            settleAt(now, new Settlement.Corrected(confirmed.externalId(), confirmed.feeWei()), actor);
        }
    }

    private static boolean isKnown(Settlement settlement) {
        return settlement instanceof Settlement.Confirmed || settlement instanceof Settlement.Refused;
    }

    /** False when the effect is at another version by now, or its task is where the settlement does not lead on. */
    private boolean settleAt(Effect effect, Settlement settlement, String actor) {
        Optional<Settled> settled = Optional.ofNullable(transactions.inTransaction(status -> {
            cashier.settle(effect, settlement, actor);
            if (settleRow(effect, settlement, actor).isEmpty()) {
                status.setRollbackOnly();
                return null;
            }
            Task before = queries.find(effect.tenant(), effect.task()).orElseThrow();
            Transition end = end(before, settlement, actor);
            Task ended = end == null ? null : move(end);
            if (end != null && ended == null) {
                // Somebody has moved the task in this very moment, and decides.
                status.setRollbackOnly();
                return null;
            }
            if (ended != null && before.status() == TaskStatus.REVIEW) {
                events.publishEvent(new OutcomeFound(ended));
            }
            return new Settled(ended);
        }));
        settled.map(Settled::ended).ifPresent(task -> events.publishEvent(new TasksEnded(List.of(task))));
        return settled.isPresent();
    }

    /** @param ended the task, where it ended with it */
    private record Settled(@Nullable Task ended) {}

    /** The edge that the task takes; null where it stays as it is. */
    private static @Nullable Transition end(Task task, Settlement settlement, String actor) {
        return switch (settlement) {
            case Settlement.Confirmed _ ->
                Transition.along(
                        task.status() == TaskStatus.REVIEW ? TaskLifecycle.SETTLE : TaskLifecycle.CONFIRM,
                        task.ref(),
                        actor);
            case Settlement.Refused refused -> Transition.failing(task.ref(), open(task), actor, refused.failure());
            case Settlement.Corrected _ ->
                task.status() == TaskStatus.FAILED ? Transition.along(TaskLifecycle.CORRECT, task.ref(), actor) : null;
            case Settlement.Retracted retracted ->
                task.status() == TaskStatus.COMPLETED
                        ? Transition.retracting(task.ref(), actor, retracted.failure())
                        : null;
            case Settlement.Postponed _,
                    Settlement.OutOfBudget _,
                    Settlement.Doubtful _,
                    Settlement.Seen _,
                    Settlement.Denied _ -> null;
        };
    }

    /** Where a task of an effect that is under way can be. */
    private static TaskStatus open(Task task) {
        return task.status() == TaskStatus.REVIEW ? TaskStatus.REVIEW : TaskStatus.IN_PROGRESS;
    }

    /** It was looked for and not found: the task goes to a person, who sees why. */
    void doubt(Effect effect, String why, String actor) {
        transactions.inTransaction(() -> {
            Task task = queries.find(effect.tenant(), effect.task()).orElseThrow();
            Task asked = move(Transition.along(TaskLifecycle.DOUBT, task.ref(), actor));
            if (asked != null) {
                events.publishEvent(new EffectInDoubt(asked, effect, why));
            }
        });
    }

    /** A person found that it had happened. To be called in the transaction of the decision. */
    public Task happened(TenantId tenant, TaskId task, TaskRef at, String actor) {
        Effect effect = unknown(tenant, task);
        settleOrFail(effect, new Settlement.Seen("confirmed by " + actor), actor);
        return moveOrFail(Transition.along(TaskLifecycle.SETTLE, at, actor));
    }

    /**
     * A person found that it had not happened. It is looked for some while longer, because people are wrong, too. To be
     * called in the transaction of the decision.
     */
    public Task neverHappened(TenantId tenant, TaskId task, TaskRef at, Failure failure, String actor) {
        Effect effect = unknown(tenant, task);
        settleOrFail(effect, new Settlement.Denied(failure), actor);
        return moveOrFail(Transition.failing(at, TaskStatus.REVIEW, actor, failure));
    }

    /**
     * Fails a task before its effect is sent. To be called in the transaction of whoever cancels.
     *
     * @throws ChimeraException EFFECT_IN_FLIGHT when it is being sent, or may have been
     */
    void cancelBefore(TenantId tenant, TaskId task, Failure failure, String actor) {
        Optional<Effect> effect = effects.ofTask(tenant, task);
        if (effect.isEmpty() || effect.get().state() == EffectState.FAILED) {
            return;
        }
        if (effect.get().state() != EffectState.INTENDED
                || settleRow(effect.get(), new Settlement.Refused(failure), actor)
                        .isEmpty()) {
            throw ChimeraException.conflict(
                    "EFFECT_IN_FLIGHT",
                    "the effect of task " + task + " is being sent, or was sent",
                    "chimera task " + task + " shows what became of it");
        }
    }

    private @Nullable Task move(Transition transition) {
        List<Task> moved = tasks.move(List.of(transition)).tasks();
        return moved.isEmpty() ? null : moved.getFirst();
    }

    private Effect unknown(TenantId tenant, TaskId task) {
        return effects.ofTask(tenant, task)
                .filter(effect -> effect.state() == EffectState.UNKNOWN)
                .orElseThrow(EffectOutcomes::late);
    }

    private void settleOrFail(Effect effect, Settlement settlement, String actor) {
        cashier.settle(effect, settlement, actor);
        if (settleRow(effect, settlement, actor).isEmpty()) {
            throw late();
        }
    }

    /** An effect that ends takes its payment with it: one that never happens gives its nonce back. */
    private Optional<Effect> settleRow(Effect effect, Settlement settlement, String actor) {
        Optional<Effect> settled = effects.settle(effect, settlement, actor);
        if (settled.isPresent() && Destination.of(effect.tool()) == Destination.COMMERCE) {
            switch (settlement) {
                case Settlement.Confirmed _, Settlement.Seen _ ->
                    payments.confirmUnseen(effect.tenant(), effect.id().value());
                case Settlement.Refused refused ->
                    payments.abandon(effect.tenant(), effect.id().value(), refused.failure());
                case Settlement.Denied denied ->
                    payments.abandon(effect.tenant(), effect.id().value(), denied.failure());
                // What the chain shows was recorded by whoever looked there.
                case Settlement.Corrected _, Settlement.Retracted _ -> {}
                case Settlement.Postponed _, Settlement.OutOfBudget _, Settlement.Doubtful _ -> {}
            }
        }
        return settled;
    }

    private Task moveOrFail(Transition transition) {
        Task moved = move(transition);
        if (moved == null) {
            throw late();
        }
        return moved;
    }

    private static ChimeraException late() {
        return ChimeraException.conflict(
                "ALREADY_DECIDED",
                "the outcome was settled in the meantime",
                "chimera task ID shows what became of it");
    }
}
