package dev.chimera.review;

import dev.chimera.broker.EffectHints;
import dev.chimera.effect.EffectInDoubt;
import dev.chimera.effect.EffectOutcomes;
import dev.chimera.effect.EffectStore;
import dev.chimera.effect.OutcomeFound;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.ChimeraException.Kind;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import dev.chimera.task.Transition;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Carries out what a person decided: the review, the task and the intent of the effect change together, or not at all. */
@Component
class Decisions {

    private final ReviewStore reviews;
    private final TaskStore tasks;
    private final EffectStore effects;
    private final EffectOutcomes outcomes;
    private final EffectHints hints;
    private final DeadlockRetry transactions;
    private final ApplicationEventPublisher events;

    Decisions(
            ReviewStore reviews,
            TaskStore tasks,
            EffectStore effects,
            EffectOutcomes outcomes,
            EffectHints hints,
            DeadlockRetry transactions,
            ApplicationEventPublisher events) {
        this.reviews = reviews;
        this.tasks = tasks;
        this.effects = effects;
        this.outcomes = outcomes;
        this.hints = hints;
        this.transactions = transactions;
        this.events = events;
    }

    /** Approves exactly what was asked. */
    Task approve(Review review, Caller.Person by) {
        check(review, by);
        if (by.user().equals(review.proposedBy())) {
            throw new ChimeraException(
                    Kind.FORBIDDEN,
                    new Failure(
                            "SELF_APPROVAL",
                            "whoever proposed something can't approve it",
                            "ask another person of your tenant"));
        }
        Task task = inTransaction(() -> {
            close(review, "APPROVED", by, null);
            return switch (review.kind()) {
                case PROPOSAL -> intend(review, by);
                case UNKNOWN_OUTCOME -> outcomes.happened(review.tenant(), review.task(), at(review), by.actor());
            };
        });
        announce(task);
        return task;
    }

    /** Rejects for good. */
    Task reject(Review review, Caller.Person by, String reason) {
        check(review, by);
        Task task = inTransaction(() -> {
            close(review, "REJECTED", by, reason);
            return refuse(review, by.actor(), Failure.of("REJECTED", "a person rejected it: " + reason));
        });
        announce(task);
        return task;
    }

    /** Nobody decided in time: it is not done. */
    void expire(Review review) {
        Task task = inTransaction(() -> {
            if (!reviews.close(review, "EXPIRED", null, "review", null)) {
                throw late();
            }
            return refuse(
                    review,
                    "review",
                    new Failure("REVIEW_EXPIRED", "nobody decided before " + review.expiresAt(), "submit it again"));
        });
        announce(task);
    }

    /** The outcome of a call is unknown: the question is opened in the transaction that put the task into REVIEW. */
    @EventListener
    void onDoubt(EffectInDoubt doubt) {
        reviews.open(List.of(new Question(
                doubt.task(),
                Question.Kind.UNKNOWN_OUTCOME,
                new Proposal(doubt.effect().tool(), doubt.effect().arguments()),
                doubt.effect().hash(),
                null,
                doubt.why(),
                null,
                null)));
    }

    /** The outcome that a person was asked about is known by now. */
    @EventListener
    void onFinding(OutcomeFound found) {
        reviews.withdraw(found.task().tenant(), found.task().id());
    }

    /** Whatever ends a task ends its open question. */
    @EventListener
    void onEnd(TasksEnded ended) {
        for (Task task : ended.tasks()) {
            if (task.status() == TaskStatus.FAILED) {
                reviews.withdraw(task.tenant(), task.id());
            }
        }
    }

    private Task intend(Review review, Caller.Person by) {
        TaskStore.Moved moved = tasks.move(List.of(Transition.along(TaskLifecycle.INTEND, at(review), by.actor())));
        if (moved.tasks().isEmpty()) {
            throw late();
        }
        Task task = moved.tasks().getFirst();
        Set<?> intended = effects.intend(
                List.of(new EffectStore.Intent(task, review.tool(), review.arguments(), review.hash(), by.actor())));
        if (intended.isEmpty()) {
            throw ChimeraException.conflict(
                    "DUPLICATE", "the agent has said this already, or is about to", "reject it instead");
        }
        return task;
    }

    private Task refuse(Review review, String actor, Failure failure) {
        if (review.kind() == Question.Kind.UNKNOWN_OUTCOME) {
            return outcomes.neverHappened(review.tenant(), review.task(), at(review), failure, actor);
        }
        TaskStore.Moved moved = tasks.move(List.of(Transition.failing(at(review), TaskStatus.REVIEW, actor, failure)));
        if (moved.tasks().isEmpty()) {
            throw late();
        }
        return moved.tasks().getFirst();
    }

    private static TaskRef at(Review review) {
        return new TaskRef(review.tenant(), review.task(), review.taskVersion());
    }

    private static void check(Review review, Caller.Person by) {
        if (by.role() != Role.MODERATOR) {
            throw new ChimeraException(
                    Kind.FORBIDDEN,
                    new Failure("FORBIDDEN", "deciding reviews takes the role MODERATOR", "use a moderator's token"));
        }
        if (review.expired()) {
            throw ChimeraException.conflict(
                    "REVIEW_EXPIRED", "the time to decide ended at " + review.expiresAt(), "submit the task again");
        }
    }

    private void close(
            Review review, String state, Caller.Person by, @org.jspecify.annotations.Nullable String reason) {
        if (!reviews.close(review, state, by.user(), by.actor(), reason)) {
            throw late();
        }
    }

    private Task inTransaction(java.util.function.Supplier<Task> work) {
        return java.util.Objects.requireNonNull(transactions.inTransaction(status -> work.get()));
    }

    private void announce(Task task) {
        if (task.status().isFinal()) {
            events.publishEvent(new TasksEnded(List.of(task)));
        } else {
            hints.hint(List.of(task));
        }
    }

    private static ChimeraException late() {
        return ChimeraException.conflict(
                "ALREADY_DECIDED", "the review was decided, or the task went on without it", "chimera review list");
    }
}
