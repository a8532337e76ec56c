package dev.chimera.worker;

import dev.chimera.task.Task;
import java.util.List;

/**
 * What a handler gets to work with.
 *
 * @param task the claimed task; {@code task.feedback()} says why an earlier attempt was rejected
 * @param dependencies the tasks that it waited for, all COMPLETED, with their results
 */
public record TaskContext(Task task, List<Task> dependencies) {

    public TaskContext {
        dependencies = List.copyOf(dependencies);
    }
}
