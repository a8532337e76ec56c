package dev.chimera.worker;

import dev.chimera.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What came out of one attempt at a task. */
public sealed interface Outcome {

    /**
     * Done, and handed to the Judge. A proposal stands in the result as {@code {"proposal":{"tool","arguments"}}}.
     *
     * @param confidence the Worker's own score, 0 to 1; alone it decides nothing
     */
    record Done(ObjectNode result, double confidence) implements Outcome {}

    /** Not now: the task is PENDING again and claimable after the delay. Counts as an attempt. */
    record Retry(Failure failure, Duration delay) implements Outcome {}

    /** Not begun, for want of room in this process: the task is PENDING again, and the attempt does not count. */
    record Later(String why, Duration delay) implements Outcome {}

    /**
     * Never: the task is FAILED with this code.
     *
     * @param result what was found out all the same, such as what was left out and why; null for nothing
     */
    record Fail(Failure failure, @Nullable ObjectNode result) implements Outcome {

        public Fail(Failure failure) {
            this(failure, null);
        }
    }
}
