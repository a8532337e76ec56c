package dev.chimera.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The clock of a server under test: it goes with the machine's, and on by as much as a test says. */
public final class TestClock implements InstantSource {

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** As if so much time had passed, in which the process slept. */
    public void passes(Duration time) {
        ahead.accumulateAndGet(time, Duration::plus);
    }

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(ahead.get());
    }
}
