package dev.chimera.broker;

import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Loops that belong together: they start when the application is ready, after the process has its lease, and stop before
 * it gives the lease back. Crews stop side by side, so that stopping takes as long as the slowest and not as all of them.
 */
public abstract class Crew implements SmartLifecycle, Looping {

    private static final Duration BOUND = Duration.ofSeconds(10);

    private volatile List<? extends Loop> loops = List.of();

    /** Starts the loops; none where this process does not have the role. */
    protected abstract List<? extends Loop> begin();

    /** What is left to do when no loop runs any more. */
    protected void end() throws InterruptedException {}

    @Override
    public final List<? extends Loop> loops() {
        return loops;
    }

    @Override
    public final void start() {
        loops = begin();
    }

    @Override
    public final void stop() {
        List<? extends Loop> running = loops;
        loops = List.of();
        try {
            running.forEach(Loop::askToStop);
            for (Loop loop : running) {
                loop.awaitStop(BOUND);
            }
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final void stop(Runnable callback) {
        Thread.ofVirtual().name("stop-" + getClass().getSimpleName()).start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public final boolean isRunning() {
        return !loops.isEmpty();
    }

    @Override
    public final int getPhase() {
        return ProcessLease.PHASE + 100;
    }
}
