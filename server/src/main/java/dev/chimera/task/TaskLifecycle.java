package dev.chimera.task;

import static dev.chimera.task.TaskStatus.COMPLETED;
import static dev.chimera.task.TaskStatus.FAILED;
import static dev.chimera.task.TaskStatus.IN_PROGRESS;
import static dev.chimera.task.TaskStatus.PENDING;
import static dev.chimera.task.TaskStatus.REVIEW;

import java.util.Arrays;
import java.util.Optional;

/**
 * The one table of transitions. Nothing changes a task's status but along one of these edges; the event is the name of
 * the audit row, and {@code docs/task-lifecycle.md} is generated from here.
 */
public enum TaskLifecycle {
    CLAIM(PENDING, IN_PROGRESS, "TaskClaimed", "a worker took it, as the only one"),
    RELEASE(IN_PROGRESS, PENDING, "TaskReleased", "its worker stopped, died or wants to try again later"),
    POSTPONE(IN_PROGRESS, PENDING, "TaskPostponed", "its worker has no room for it now; the attempt does not count"),
    SUBMIT(IN_PROGRESS, REVIEW, "TaskSubmitted", "its worker handed in a result"),
    APPROVE(REVIEW, COMPLETED, "TaskApproved", "approved, and nothing is to be done to the world"),
    INTEND(REVIEW, IN_PROGRESS, "TaskIntended", "approved with an effect, which waits to happen"),
    ESCALATE(REVIEW, REVIEW, "TaskEscalated", "a person decides"),
    REJECT(REVIEW, PENDING, "TaskRejected", "rejected with feedback, to be tried again"),
    CONFIRM(IN_PROGRESS, COMPLETED, "TaskConfirmed", "its effect happened"),
    DOUBT(IN_PROGRESS, REVIEW, "TaskInDoubt", "whether its effect happened is not known: a person decides"),
    SETTLE(REVIEW, COMPLETED, "TaskSettled", "a person, or a late look, found that its effect had happened"),
    CORRECT(FAILED, COMPLETED, "TaskCorrected", "its effect was found after a person had said that it did not happen"),
    RETRACT(COMPLETED, FAILED, "TaskRetracted", "its effect came to nothing, after a person had said that it happened"),
    ABANDON(PENDING, FAILED, "TaskFailed", "cancelled, or a task that it waits for failed"),
    FAIL(IN_PROGRESS, FAILED, "TaskFailed", "out of attempts, poison, cancelled, or its effect was refused"),
    REFUSE(REVIEW, FAILED, "TaskFailed", "rejected for good, by the Judge or by a person");

    private final TaskStatus from;
    private final TaskStatus to;
    private final String event;
    private final String meaning;

    TaskLifecycle(TaskStatus from, TaskStatus to, String event, String meaning) {
        this.from = from;
        this.to = to;
        this.event = event;
        this.meaning = meaning;
    }

    public TaskStatus from() {
        return from;
    }

    public TaskStatus to() {
        return to;
    }

    /** The event that the audit log records, in the past tense. */
    public String event() {
        return event;
    }

    /** When this edge is taken, in half a sentence. */
    public String meaning() {
        return meaning;
    }

    /** How a task in this status fails, or empty when it is final already: one that is completed is retracted at most. */
    public static Optional<TaskLifecycle> failing(TaskStatus status) {
        return Arrays.stream(values())
                .filter(edge -> edge.from == status && edge.to == FAILED && !status.isFinal())
                .findFirst();
    }
}
