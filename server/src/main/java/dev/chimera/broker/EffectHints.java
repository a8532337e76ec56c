package dev.chimera.broker;

import dev.chimera.task.AgentTaskContract;
import dev.chimera.task.Task;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Hints that tasks have an effect waiting. */
@Component
public class EffectHints {

    private final Streams streams;

    EffectHints(Streams streams) {
        this.streams = streams;
    }

    /** None for a document that no reader would take: the sender finds the effect without it, within a second. */
    private static Optional<Hint> hint(Task task) {
        try {
            return Optional.of(TaskHints.hint(task));
        } catch (AgentTaskContract.ViolationException e) {
            return Optional.empty();
        }
    }

    /** Call after the commit. */
    public void hint(List<Task> intended) {
        if (!intended.isEmpty()) {
            streams.hint(
                    StreamName.EFFECTS,
                    intended.stream().flatMap(task -> hint(task).stream()).toList());
        }
    }
}
