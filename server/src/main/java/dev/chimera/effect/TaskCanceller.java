package dev.chimera.effect;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import dev.chimera.task.Transition;
import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Cancels a task, and the effect that it may have waiting; what is being sent can't be taken back. */
@Component
public class TaskCanceller {

    private static final int ATTEMPTS = 5;

    private final TaskQueries queries;
    private final TaskStore tasks;
    private final EffectOutcomes outcomes;
    private final DeadlockRetry transactions;
    private final ApplicationEventPublisher events;

    TaskCanceller(
            TaskQueries queries,
            TaskStore tasks,
            EffectOutcomes outcomes,
            DeadlockRetry transactions,
            ApplicationEventPublisher events) {
        this.queries = queries;
        this.tasks = tasks;
        this.outcomes = outcomes;
        this.transactions = transactions;
        this.events = events;
    }

    /**
     * Fails the task with CANCELLED.
     *
     * @return the task as it now stands; empty when there is none
     * @throws ChimeraException ALREADY_ENDED, or EFFECT_IN_FLIGHT
     */
    public Optional<Task> cancel(TenantId tenant, TaskId id, String actor) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Task> found = queries.find(tenant, id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            if (found.get().status().isFinal()) {
                throw ChimeraException.conflict(
                        "ALREADY_ENDED",
                        "task " + id + " is " + found.get().status() + " already",
                        "there is nothing to cancel");
            }
            Task cancelled = transactions.inTransaction(status -> {
                Task ended = end(found.get(), actor);
                if (ended == null) {
                    status.setRollbackOnly();
                }
                return ended;
            });
            if (cancelled != null) {
                events.publishEvent(new TasksEnded(List.of(cancelled)));
                return Optional.of(cancelled);
            }
        }
        throw ChimeraException.conflict("TASK_BUSY", "task " + id + " keeps changing", "try again");
    }

    private @Nullable Task end(Task task, String actor) {
        Failure failure = Failure.of("CANCELLED", "cancelled by " + actor);
        outcomes.cancelBefore(task.tenant(), task.id(), failure, actor);
        List<Task> moved = tasks.move(List.of(Transition.failing(task.ref(), task.status(), actor, failure)))
                .tasks();
        return moved.isEmpty() ? null : moved.getFirst();
    }
}
