package dev.chimera.broker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * A background loop that takes a turn, pauses, and takes the next, until it is stopped. A turn that meets an outage is
 * logged once and taken again; any other exception is a bug, logged with its trace, and the loop goes on.
 */
public final class BackgroundAgent implements Loop {

    /** One turn of work. Must be bounded, and safe to repeat. */
    @FunctionalInterface
    public interface Turn {
        void take() throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundAgent.class);

    private final String name;
    private final Turn turn;
    private final Duration pause;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    private BackgroundAgent(String name, Duration pause, Turn turn) {
        this.name = name;
        this.turn = turn;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Starts a loop; the pause may be zero for a turn that waits by itself. */
    public static BackgroundAgent start(String name, Duration pause, Turn turn) {
        BackgroundAgent agent = new BackgroundAgent(name, pause, turn);
        agent.thread.start();
        return agent;
    }

    private void run() {
        boolean away = false;
        try {
            while (!stopped.await(away ? Math.max(500, pause.toMillis()) : pause.toMillis(), TimeUnit.MILLISECONDS)) {
                away = !takeTurn(away);
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", name);
        }
    }

    private boolean takeTurn(boolean wasAway) throws InterruptedException {
        try {
            turn.take();
            return true;
        } catch (DataAccessException | TransactionException | io.lettuce.core.RedisException e) {
            if (!wasAway && stopped.getCount() > 0) {
                LOG.warn("{} waits: {}", name, e.toString());
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("{} met an unexpected error", name, e);
            return false;
        }
    }

    @Override
    public void askToStop() {
        stopped.countDown();
    }

    @Override
    public void awaitStop(Duration bound) throws InterruptedException {
        if (!thread.join(bound)) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(1));
        }
    }
}
