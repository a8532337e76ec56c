package dev.chimera.task;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Identifiers that grow with time (UUID version 7, RFC 9562 section 5.7), so that the newest rows of a table lie side by
 * side in its indexes. They need to be unique, not secret.
 */
public final class TimeOrderedId {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private TimeOrderedId() {}

    public static UUID at(InstantSource clock) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0x0fffL);
        return new UUID(high, VARIANT | (random.nextLong() >>> 2));
    }

    /** A version 4 identifier from the fast random source, for versions, where order does not matter. */
    static UUID random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        return new UUID(high, VARIANT | (random.nextLong() >>> 2));
    }
}
