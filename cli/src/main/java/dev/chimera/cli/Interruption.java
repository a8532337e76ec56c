package dev.chimera.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM, turned into an interrupt of the one thread that works, which then cleans up as it unwinds.
 *
 * <p>The JVM ends as soon as its shutdown hooks have, so the hook waits until the work has {@linkplain #ended ended}: a
 * dry run's campaign is removed and a server that was started is stopped before the shell gets its prompt back. The JVM
 * itself then answers 130 or 143.
 */
final class Interruption {

    private static final long CLEANING_UP_SECONDS = 60;

    private final Thread worker;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean arrived;

    Interruption(Thread worker) {
        this.worker = worker;
    }

    static Interruption ofProcess() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::arriveAndWait, "interruption"));
        return interruption;
    }

    void arrive() {
        if (ended.getCount() > 0) {
            arrived = true;
            worker.interrupt();
        }
    }

    boolean hasArrived() {
        return arrived;
    }

    void ended() {
        ended.countDown();
    }

    private void arriveAndWait() {
        arrive();
        try {
            ended.await(CLEANING_UP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
