package dev.chimera.worker;

import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.TaskHints;
import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.Failure;
import dev.chimera.task.BatchWriter;
import dev.chimera.task.DocumentSize;
import dev.chimera.task.Task;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.Transition;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what came out of many handlers in one statement, and then hints: those handed in to the judges. Whoever hands in
 * waits for the commit, so a slot is free only when its work is safe.
 */
@Component
class OutcomeWriter {

    /** The picks of a campaign that wants a hundred posts, in whatever script, have half of it. */
    private static final int MOST_RESULT = 8 * 1024 * 1024;

    private final TaskStore tasks;
    private final TaskHints hints;
    private final ProcessLease lease;
    private final WorkerProperties properties;
    private final ApplicationEventPublisher events;
    private final BatchWriter<Transition> writer;

    OutcomeWriter(
            TaskStore tasks,
            TaskHints hints,
            ProcessLease lease,
            WorkerProperties properties,
            ApplicationEventPublisher events) {
        this.tasks = tasks;
        this.hints = hints;
        this.lease = lease;
        this.properties = properties;
        this.events = events;
        this.writer = new BatchWriter<>("outcomes", this::commit);
    }

    /** Returns when it is committed, or when it turned out that the task is somebody else's by now. */
    void write(Task task, Outcome outcome) throws InterruptedException {
        writer.write(transition(task, outcome));
    }

    private Transition transition(Task task, Outcome outcome) {
        TaskRef ref = task.ref();
        String actor = "worker:" + lease.current();
        return switch (outcome) {
            case Outcome.Done done
            when !DocumentSize.fits(done.result(), MOST_RESULT) ->
                Transition.failing(
                        ref,
                        TaskStatus.IN_PROGRESS,
                        actor,
                        new Failure(
                                "RESULT_TOO_LARGE",
                                "what came of it has more than " + MOST_RESULT / (1024 * 1024) + " MB, or is nested too"
                                        + " deep",
                                "ask for less in one task"));
            case Outcome.Done done ->
                Transition.along(TaskLifecycle.SUBMIT, ref, actor).withResult(done.result(), done.confidence());
            case Outcome.Retry retry
            when task.attempt() >= properties.maxAttempts() ->
                Transition.failing(
                        ref,
                        TaskStatus.IN_PROGRESS,
                        actor,
                        new Failure(
                                retry.failure().code().equals(TaskWorker.UNEXPECTED) ? "POISON" : "OUT_OF_ATTEMPTS",
                                "tried " + task.attempt() + " times, last "
                                        + retry.failure().code() + ": "
                                        + retry.failure().message(),
                                ""));
            case Outcome.Retry retry ->
                Transition.releasing(ref, actor, retry.failure(), task.attempt())
                        .after(retry.delay());
            case Outcome.Later later -> postponed(task, actor, later);
            case Outcome.Fail fail -> {
                Transition failed = Transition.failing(ref, TaskStatus.IN_PROGRESS, actor, fail.failure());
                yield fail.result() == null || !DocumentSize.fits(fail.result(), MOST_RESULT)
                        ? failed
                        : failed.withResult(fail.result(), 0);
            }
        };
    }

    /** What the Judge said of an earlier attempt is still to be heeded. */
    private static Transition postponed(Task task, String actor, Outcome.Later later) {
        Transition back = Transition.along(TaskLifecycle.POSTPONE, task.ref(), actor)
                .after(later.delay())
                .onEvidence(JsonNodeFactory.instance.objectNode().put("why", later.why()));
        ObjectNode said = task.feedback();
        return said == null ? back : back.withFeedback(said);
    }

    private void commit(List<Transition> batch) {
        TaskStore.Moved moved = tasks.move(batch);
        CrashPoint.AFTER_COMMIT_BEFORE_HINT.reached();
        List<Task> submitted = new ArrayList<>();
        List<Task> ended = new ArrayList<>();
        for (Task task : moved.tasks()) {
            if (task.status() == TaskStatus.REVIEW) {
                submitted.add(task);
            } else if (task.status().isFinal()) {
                ended.add(task);
            }
        }
        hints.hint(submitted);
        if (!ended.isEmpty()) {
            events.publishEvent(new dev.chimera.task.TasksEnded(ended));
        }
    }

    void close() throws InterruptedException {
        writer.close();
    }
}
