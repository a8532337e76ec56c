package dev.chimera.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a loop. Whatever ends the loop but the wish to stop it, an {@link Error} or a stray interrupt too, is said
 * in the log, and after a pause the loop begins again.
 */
public final class LoopThread implements Loop {

    /** What goes on until {@link #isStopping}. */
    @FunctionalInterface
    public interface Body {
        void run(LoopThread thread) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);
    private static final Duration BEFORE_RESTART = Duration.ofSeconds(1);

    private final Pulse pulse;
    private final Thread.Builder builder;
    private final Body body;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    private LoopThread(Pulse pulse, Thread.Builder builder, Body body) {
        this.pulse = pulse;
        this.builder = builder.name(pulse.name());
        this.body = body;
    }

    static LoopThread start(Pulse pulse, Thread.Builder builder, Body body) {
        LoopThread loop = new LoopThread(pulse, builder, body);
        loop.begin();
        return loop;
    }

    /** A loop on a platform thread of its own, with this name. */
    public static LoopThread start(String name, Body body) {
        return start(new Pulse(name, Pulse.PATIENCE), Thread.ofPlatform().daemon(), body);
    }

    private void begin() {
        thread = builder.start(this::goOn);
    }

    private void goOn() {
        while (!isStopping()) {
            Throwable cause = new IllegalStateException("it came to its end");
            try {
                pulse.during(() -> {
                    body.run(this);
                    return true;
                });
            } catch (Throwable e) {
                cause = e;
            }
            if (!isStopping()) {
                LOG.error("{} ended and is started again", pulse.name(), cause);
                pulse.restarted(cause);
                waitToRestart();
            }
        }
    }

    private void waitToRestart() {
        try {
            waitUnlessStopped(BEFORE_RESTART);
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted while it waited", pulse.name());
        }
    }

    /** One turn of the body: what it throws is for the body to handle. */
    public <X extends Exception> void turn(Turn<X> work) throws X {
        pulse.turnBegins();
        try {
            work.take();
            pulse.turnEnds();
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                pulse.turnEnds();
            } else {
                pulse.turnFailed(e);
            }
            throw e;
        }
    }

    /** Something that a body does again and again. */
    @FunctionalInterface
    public interface Turn<X extends Exception> {
        void take() throws X;
    }

    /** Waits between two turns. */
    public void waitUnlessStopped(Duration pause) throws InterruptedException {
        if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("{} stops", pulse.name());
        }
    }

    public boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Begins again what has ended in a way that even its own thread could not see. */
    void revive() {
        Thread last = thread;
        if (!isStopping() && last != null && !last.isAlive()) {
            LOG.error("the thread of {} has died, it gets another", pulse.name());
            pulse.restarted(new IllegalStateException("its thread died"));
            begin();
        }
    }

    int restarts() {
        return pulse.restarts();
    }

    Optional<Pulse.Trouble> trouble() {
        Thread last = thread;
        return isStopping() ? Optional.empty() : pulse.trouble(last != null && last.isAlive());
    }

    @Override
    public java.util.List<LoopThread> threads() {
        return java.util.List.of(this);
    }

    @Override
    public void askToStop() {
        stopping.countDown();
    }

    @Override
    public void awaitStop(Duration bound) throws InterruptedException {
        Thread last = thread;
        if (last != null && !last.join(bound)) {
            last.interrupt();
            last.join(Duration.ofSeconds(1));
        }
    }
}
