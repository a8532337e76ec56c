package dev.chimera.task;

/** The five statuses of the AgentTask contract (specification 2.1); {@link TaskLifecycle} says how they follow. */
public enum TaskStatus {
    PENDING,
    IN_PROGRESS,
    REVIEW,
    COMPLETED,
    FAILED;

    /** Whether nothing follows: COMPLETED and FAILED are final. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED;
    }
}
