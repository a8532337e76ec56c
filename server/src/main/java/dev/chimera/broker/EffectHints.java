package dev.chimera.broker;

import dev.chimera.task.Task;
import java.util.List;
import org.springframework.stereotype.Component;

/** Hints that tasks have an effect waiting. */
@Component
public class EffectHints {

    private final Streams streams;

    EffectHints(Streams streams) {
        this.streams = streams;
    }

    /** Call after the commit. */
    public void hint(List<Task> intended) {
        if (!intended.isEmpty()) {
            streams.hint(
                    StreamName.EFFECTS, intended.stream().map(TaskHints::hint).toList());
        }
    }
}
