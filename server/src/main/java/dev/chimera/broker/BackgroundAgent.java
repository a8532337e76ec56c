package dev.chimera.broker;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background loop that takes a turn, pauses, and takes the next, until it is stopped. A turn that meets an outage is
 * logged once and taken again; anything else, an {@link Error} too, is a bug, logged with its trace, and the loop goes on
 * with pauses that grow.
 */
public final class BackgroundAgent implements Loop {

    /** One turn of work. Must be bounded, and safe to repeat. */
    @FunctionalInterface
    public interface Turn {
        void take() throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundAgent.class);
    private static final Duration SHORTEST_RETRY = Duration.ofMillis(500);
    private static final int LONGEST_RETRY_DOUBLED = 6;

    private final String name;
    private final Turn turn;
    private final Duration pause;
    private final LoopThread thread;

    private BackgroundAgent(String name, Duration pause, Duration patience, Turn turn) {
        this.name = name;
        this.turn = turn;
        this.pause = pause;
        this.thread = LoopThread.start(new Pulse(name, patience), Thread.ofVirtual(), this::run);
    }

    /** Starts a loop; the pause may be zero for a turn that waits by itself. */
    public static BackgroundAgent start(String name, Duration pause, Turn turn) {
        return new BackgroundAgent(name, pause, Pulse.PATIENCE, turn);
    }

    /** Starts one that may be silent within a turn for as long as this, because it waits for somebody outside. */
    public static BackgroundAgent start(String name, Duration pause, Duration patience, Turn turn) {
        return new BackgroundAgent(name, pause, patience, turn);
    }

    private void run(LoopThread loop) throws InterruptedException {
        int failures = 0;
        loop.waitUnlessStopped(pause);
        while (!loop.isStopping()) {
            failures = takeTurn(loop, failures);
            loop.waitUnlessStopped(failures == 0 ? pause : retryAfter(failures));
        }
    }

    private Duration retryAfter(int failures) {
        Duration wait = SHORTEST_RETRY.multipliedBy(1L << Math.min(failures - 1, LONGEST_RETRY_DOUBLED));
        return wait.compareTo(pause) > 0 ? wait : pause;
    }

    /** How many turns have failed in a row by now; an outage is over as soon as it is over, and never waited for longer. */
    private int takeTurn(LoopThread loop, int failures) throws InterruptedException {
        try {
            loop.turn(turn::take);
            return 0;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            if (!Faults.pass(e)) {
                LOG.error("{} met an unexpected error, the {}. in a row", name, failures + 1, e);
                return failures + 1;
            }
            if (failures == 0 && !loop.isStopping()) {
                LOG.warn("{} waits: {}", name, e.toString());
            }
            return 1;
        }
    }

    @Override
    public List<LoopThread> threads() {
        return List.of(thread);
    }

    @Override
    public void askToStop() {
        thread.askToStop();
    }

    @Override
    public void awaitStop(Duration bound) throws InterruptedException {
        thread.awaitStop(bound);
    }
}
