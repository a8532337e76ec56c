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
import java.util.function.Function;
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
     * Records what the call said; nothing changes when somebody else has settled the effect meanwhile. A deadlock must not
     * turn an outcome that is known into one that a person is asked about.
     */
    void settle(Effect effect, Settlement settlement, String actor) {
        Optional<Task> ended = Optional.ofNullable(transactions.inTransaction(status -> {
            cashier.settle(effect, settlement, actor);
            Optional<Effect> settled = settleRow(effect, settlement, actor);
            if (settled.isEmpty()) {
                status.setRollbackOnly();
                return null;
            }
            @Nullable
            Function<TaskRef, Transition> end = switch (settlement) {
                case Settlement.Confirmed confirmed -> ref -> Transition.along(TaskLifecycle.CONFIRM, ref, actor);
                case Settlement.Refused refused ->
                    ref -> Transition.failing(ref, TaskStatus.IN_PROGRESS, actor, refused.failure());
                case Settlement.Postponed postponed -> null;
                case Settlement.OutOfBudget waiting -> null;
                case Settlement.Doubtful doubtful -> null;
            };
            Task task = end == null ? null : move(settled.get(), end);
            if (end != null && task == null) {
                // Another process has just asked a person: the effect stays as the question says, and the person
                // decides.
                status.setRollbackOnly();
            }
            return task;
        }));
        ended.ifPresent(task -> events.publishEvent(new TasksEnded(List.of(task))));
    }

    /** It was looked for and not found: the task goes to a person, who sees why. */
    void doubt(Effect effect, String why, String actor) {
        transactions.inTransaction(() -> {
            Task task = move(effect, ref -> Transition.along(TaskLifecycle.DOUBT, ref, actor));
            if (task != null) {
                events.publishEvent(new EffectInDoubt(task, effect, why));
            }
        });
    }

    /** A person found that it had happened. To be called in the transaction of the decision. */
    public Task happened(TenantId tenant, TaskId task, TaskRef at, String actor) {
        Effect effect = unknown(tenant, task);
        settleOrFail(effect, new Settlement.Confirmed("confirmed by " + actor), actor);
        return moveOrFail(Transition.along(TaskLifecycle.SETTLE, at, actor));
    }

    /** A person found that it had not happened; it never will. To be called in the transaction of the decision. */
    public Task neverHappened(TenantId tenant, TaskId task, TaskRef at, Failure failure, String actor) {
        Effect effect = unknown(tenant, task);
        settleOrFail(effect, new Settlement.Refused(failure), actor);
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

    private @Nullable Task move(Effect effect, Function<TaskRef, Transition> transition) {
        Task task = queries.find(effect.tenant(), effect.task()).orElseThrow();
        List<Task> moved = tasks.move(List.of(transition.apply(task.ref()))).tasks();
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
                case Settlement.Confirmed confirmed ->
                    payments.confirmUnseen(effect.tenant(), effect.id().value());
                case Settlement.Refused refused ->
                    payments.abandon(effect.tenant(), effect.id().value(), refused.failure());
                case Settlement.Postponed postponed -> {}
                case Settlement.OutOfBudget waiting -> {}
                case Settlement.Doubtful doubtful -> {}
            }
        }
        return settled;
    }

    private Task moveOrFail(Transition transition) {
        List<Task> moved = tasks.move(List.of(transition)).tasks();
        if (moved.isEmpty()) {
            throw late();
        }
        return moved.getFirst();
    }

    private static ChimeraException late() {
        return ChimeraException.conflict(
                "ALREADY_DECIDED",
                "the outcome was settled in the meantime",
                "chimera task ID shows what became of it");
    }
}
