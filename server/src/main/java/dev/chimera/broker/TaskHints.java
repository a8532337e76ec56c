package dev.chimera.broker;

import dev.chimera.task.AgentTaskContract;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDocument;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Hints tasks to whoever is next: a PENDING one to the workers of its type, one in REVIEW to the judges. */
@Component
public class TaskHints {

    private final Streams streams;

    TaskHints(Streams streams) {
        this.streams = streams;
    }

    /**
     * Call after the commit, never before.
     *
     * @return how many did not fit; the sweeper brings them
     */
    public int hint(List<Task> tasks) {
        Map<TaskType, List<Hint>> claimable = new EnumMap<>(TaskType.class);
        List<Hint> reviews = new ArrayList<>();
        for (Task task : tasks) {
            if (task.status() == TaskStatus.PENDING) {
                claimable
                        .computeIfAbsent(task.type(), type -> new ArrayList<>())
                        .add(hint(task));
            } else if (task.status() == TaskStatus.REVIEW) {
                reviews.add(hint(task));
            }
        }
        int refused = 0;
        for (Map.Entry<TaskType, List<Hint>> entry : claimable.entrySet()) {
            refused += streams.hint(StreamName.tasks(entry.getKey()), entry.getValue());
        }
        if (!reviews.isEmpty()) {
            refused += streams.hint(StreamName.REVIEWS, reviews);
        }
        return refused;
    }

    /** The hint of one task, its document held against the contract on the way out. */
    public static Hint hint(Task task) {
        ObjectNode document = TaskDocument.of(task);
        try {
            AgentTaskContract.validate(document);
        } catch (AgentTaskContract.ViolationException e) {
            throw new IllegalStateException(
                    "task " + task.id() + " does not follow the contract: " + e.getMessage(), e);
        }
        return Hint.ofTask(task.tenant(), task.version(), task.attempt(), document);
    }
}
