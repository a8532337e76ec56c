package dev.chimera.task;

import java.util.UUID;

/** A task, and the {@code task_id} of its document. Time-ordered (UUID version 7) where we make it. */
public record TaskId(UUID value) implements Comparable<TaskId> {

    /** @throws IllegalArgumentException when the text is not a UUID */
    public static TaskId parse(String text) {
        return new TaskId(UUID.fromString(text));
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
