package dev.chimera.worker;

import dev.chimera.task.TaskType;

/** Does the work of one type of task. Runs on a virtual thread of its own; interrupted when the lease is lost. */
public interface TaskHandler {

    TaskType type();

    /**
     * @return what came out; an exception is a bug or broken infrastructure, and the task is tried again
     */
    Outcome handle(TaskContext context) throws InterruptedException;
}
