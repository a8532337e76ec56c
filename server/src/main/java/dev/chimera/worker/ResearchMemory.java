package dev.chimera.worker;

import dev.chimera.task.Task;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * The memory of this process that sources are read in: a task waits for its share before it reads the first byte, in the
 * order of arrival, so that a big one is not passed by small ones for ever. One that needs more than there is gets all of
 * it, alone.
 *
 * <p>A task waits with a slot of the worker, so only so many wait: the others, and those that waited too long, go back and
 * come again, which is nobody's failure.
 */
@Component
class ResearchMemory {

    /** The text, its markup as a tree, its items, and the copies in between; measured, and rounded up. */
    private static final long NEEDED_PER_BYTE = 12;

    private static final long UNIT = 1_024;

    private final SourceWeights weights;
    private final ResearchProperties properties;
    private final int units;
    private final Semaphore free;
    private final AtomicInteger waiting = new AtomicInteger();

    ResearchMemory(SourceWeights weights, ResearchProperties properties) {
        this.weights = weights;
        this.properties = properties;
        this.units = (int) Math.min(Integer.MAX_VALUE, properties.bytes() / UNIT);
        this.free = new Semaphore(units, true);
    }

    /** A share of the memory, until it is closed. */
    final class Share implements AutoCloseable {

        private final int held;

        private Share(int held) {
            this.held = held;
        }

        @Override
        public void close() {
            free.release(held);
        }
    }

    /** The share of this task; empty when it is not to be had in time, or when enough others wait for theirs. */
    Optional<Share> enter(Task task) throws InterruptedException {
        long needed = weights.of(task.tenant(), task.campaign()) * NEEDED_PER_BYTE / UNIT;
        int wanted = (int) Math.clamp(needed, 1, units);
        if (waiting.incrementAndGet() > properties.waiting()) {
            waiting.decrementAndGet();
            return free.tryAcquire(wanted) ? Optional.of(new Share(wanted)) : Optional.empty();
        }
        try {
            return free.tryAcquire(wanted, properties.patience().toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(new Share(wanted))
                    : Optional.empty();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** What a task does that got no share. */
    Outcome.Later later() {
        return new Outcome.Later("the memory for reading sources is in use", properties.pause());
    }
}
