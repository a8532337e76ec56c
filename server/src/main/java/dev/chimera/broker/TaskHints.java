package dev.chimera.broker;

import dev.chimera.failure.Failure;
import dev.chimera.task.AgentTaskContract;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDocument;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Hints tasks to whoever is next: a PENDING one to the workers of its type, one in REVIEW to the judges. */
@Component
public class TaskHints {

    private static final String ACTOR = "broker";

    private final Streams streams;
    private final TaskParking parking;

    TaskHints(Streams streams, TaskParking parking) {
        this.streams = streams;
        this.parking = parking;
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
            boolean pending = task.status() == TaskStatus.PENDING;
            if (pending || task.status() == TaskStatus.REVIEW) {
                List<Hint> hints =
                        pending ? claimable.computeIfAbsent(task.type(), type -> new ArrayList<>()) : reviews;
                hintOrPark(task).ifPresent(hints::add);
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

    /** A document that no reader would take would be buried and hinted again for ever, so its task ends here. */
    private Optional<Hint> hintOrPark(Task task) {
        try {
            return Optional.of(hint(task));
        } catch (AgentTaskContract.ViolationException e) {
            parking.park(
                    task.ref(),
                    task.status(),
                    ACTOR,
                    new Failure(
                            e.isTooLarge() ? AgentTaskContract.TOO_LARGE : "INVALID_TASK",
                            "its document does not follow the contract: " + e.getMessage(),
                            "submit it again, shorter or corrected"));
            return Optional.empty();
        }
    }

    /** The hint of one task, its document held against the contract on the way out. */
    static Hint hint(Task task) throws AgentTaskContract.ViolationException {
        ObjectNode document = TaskDocument.of(task);
        AgentTaskContract.validate(document);
        return Hint.ofTask(task.tenant(), task.version(), task.attempt(), document);
    }
}
