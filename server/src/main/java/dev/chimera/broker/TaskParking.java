package dev.chimera.broker;

import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskRef;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import dev.chimera.task.Transition;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Ends a task that would otherwise come back for ever: FAILED, with the code that says why. */
@Component
public class TaskParking {

    private static final Logger LOG = LoggerFactory.getLogger(TaskParking.class);

    private final TaskStore tasks;
    private final ApplicationEventPublisher events;

    TaskParking(TaskStore tasks, ApplicationEventPublisher events) {
        this.tasks = tasks;
        this.events = events;
    }

    /** Does nothing when the task has gone on by itself. To be called outside of every transaction. */
    public void park(TaskRef task, TaskStatus from, String actor, Failure why) {
        List<Task> parked =
                tasks.move(List.of(Transition.failing(task, from, actor, why))).tasks();
        if (!parked.isEmpty()) {
            LOG.error("task {} is parked as {}: {}", task.id(), why.code(), why.message());
            events.publishEvent(new TasksEnded(parked));
        }
    }
}
