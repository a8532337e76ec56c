package dev.chimera.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much RESEARCH a process does at once, by what it needs of memory.
 *
 * @param memory that the sources which are read at the same time may need together; default 0, which is a third of the
 *     heap
 * @param patience how long a task waits for its share before it goes back to the others; default 1 m
 * @param waiting tasks that wait for their share at once, each with a slot of the worker; one more goes back at once;
 *     default 200
 * @param pause how long a task that went back stays away at least; up to six times as long, so that not all of them come
 *     again at once; default 5 s
 */
@ConfigurationProperties("chimera.research")
public record ResearchProperties(
        @DefaultValue("0B") DataSize memory,
        @DefaultValue("1m") Duration patience,
        @DefaultValue("200") int waiting,
        @DefaultValue("5s") Duration pause) {

    private static final DataSize LEAST = DataSize.ofMegabytes(64);

    public ResearchProperties {
        if (memory.isNegative() || (memory.toBytes() > 0 && memory.compareTo(LEAST) < 0)) {
            throw new IllegalArgumentException("chimera.research.memory must be at least 64MB, not " + memory);
        }
        if (patience.isNegative() || pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("chimera.research.patience and pause must not be negative, pause not 0");
        }
        if (waiting < 1 || waiting > 100_000) {
            throw new IllegalArgumentException("chimera.research.waiting must be between 1 and 100000, not " + waiting);
        }
    }

    /** A moment from the pause to six times that. */
    Duration pauseBetween() {
        return pause.plusMillis(ThreadLocalRandom.current().nextLong(5 * pause.toMillis() + 1));
    }

    /** What is left of the heap is for everything else that the process does. */
    long bytes() {
        return memory.toBytes() > 0
                ? memory.toBytes()
                : Math.max(LEAST.toBytes(), Runtime.getRuntime().maxMemory() / 3);
    }
}
