package dev.chimera.task;

import java.util.List;

/** Some tasks are COMPLETED or FAILED; committed. Published within the process, so losing it is made good by sweeping. */
public record TasksEnded(List<Task> tasks) {

    public TasksEnded {
        tasks = List.copyOf(tasks);
    }
}
