package dev.chimera.bench.faults;

import java.io.IOException;
import java.util.UUID;

/** Knows what really happened, from the outside world alone. */
@FunctionalInterface
interface Witness {

    boolean happened(UUID effect) throws IOException;
}
