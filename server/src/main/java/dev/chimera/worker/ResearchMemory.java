package dev.chimera.worker;

import dev.chimera.task.Task;
import dev.chimera.worker.source.Room;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * The memory of this process that sources are read in: a task waits for its share before it reads the first byte, in the
 * order of arrival, so that a big one is not passed by small ones for ever. One that needs more than there is gets all of
 * it, alone; what does not fit even then is left out and named.
 *
 * <p>A task waits with a slot of the worker, so only so many wait: the others, and those that waited too long, go back and
 * come again, which is nobody's failure.
 */
@Component
class ResearchMemory {

    /**
     * Heap that reading one byte takes at its height: the text as it is fetched and decoded, as items, and the copies in
     * between. Measured with sources of 4 MB, as the least heap in which each is read: 3 for feeds of plain Latin letters, 5
     * for others, 6 for escaped markup, for notes and for JSON; a third more for what the picking of items holds.
     */
    static final long HEAP_PER_BYTE = 8;

    /** Of 500 items at most, each with its meaning (384 numbers) and its names; so much however short they are. */
    static final long HEAP_PER_SOURCE = 1_024 * 1_024;

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
        private final Room room;

        private Share(int held, int sources) {
            this.held = held;
            this.room = new Room(Math.max(0, held * UNIT - sources * HEAP_PER_SOURCE) / HEAP_PER_BYTE);
        }

        /** How many bytes of sources may be read in it. */
        Room room() {
            return room;
        }

        @Override
        public void close() {
            free.release(held);
        }
    }

    /**
     * The share of this task; empty when it is not to be had in time, or when enough others wait for theirs.
     *
     * @param perAddress how many bytes to expect at each address
     */
    Optional<Share> enter(Task task, long perAddress) throws InterruptedException {
        SourceWeights.Weight weight = weights.of(task.tenant(), task.campaign(), perAddress);
        long heap = weight.sources() * HEAP_PER_SOURCE + weight.bytes() * HEAP_PER_BYTE;
        int wanted = Math.clamp(Math.ceilDiv(heap, UNIT), 1, units);
        return acquire(wanted) ? Optional.of(new Share(wanted, weight.sources())) : Optional.empty();
    }

    private boolean acquire(int wanted) throws InterruptedException {
        if (waiting.incrementAndGet() > properties.waiting()) {
            waiting.decrementAndGet();
            // Not tryAcquire(wanted), which would pass by those that wait.
            return free.tryAcquire(wanted, 0, TimeUnit.MILLISECONDS);
        }
        try {
            return free.tryAcquire(wanted, properties.patience().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** What a task does that got no share. */
    Outcome.Later later() {
        return new Outcome.Later("the memory for reading sources is in use", properties.pauseBetween());
    }
}
