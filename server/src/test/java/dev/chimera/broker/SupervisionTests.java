package dev.chimera.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Loops that fail, end and hang. */
class SupervisionTests {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void startsALoopAgainThatAnErrorHasEnded() throws Exception {
        CountDownLatch thrice = new CountDownLatch(3);
        LoopThread loop = LoopThread.start("ends", thread -> {
            thrice.countDown();
            throw new StackOverflowError("of a test");
        });

        assertThat(thrice.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();

        stop(loop);
        assertThat(loop.restarts()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void startsALoopAgainThatAStrayInterruptHasEnded() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        LoopThread loop = LoopThread.start("interrupted", thread -> {
            twice.countDown();
            throw new InterruptedException("of a test");
        });

        assertThat(twice.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        stop(loop);
    }

    @Test
    void saysOfALoopThatComesToNoTurnThatItFailsHoweverOftenItIsStartedAgain() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        CountDownLatch turned = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        LoopThread loop = LoopThread.start(new Pulse("restarts", Duration.ZERO), Thread.ofVirtual(), thread -> {
            twice.countDown();
            if (runs.incrementAndGet() < 3) {
                throw new StackOverflowError("of a test");
            }
            thread.turn(turned::countDown);
            while (!thread.isStopping()) {
                thread.waitUnlessStopped(BOUND);
            }
        });
        assertThat(twice.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(loop.trouble().map(Pulse.Trouble::toString))
                .hasValueSatisfying(why -> assertThat(why).contains("restarts", "failed", "StackOverflowError"));

        assertThat(turned.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        while (loop.trouble().isPresent()) {
            Thread.onSpinWait();
        }
        stop(loop);
    }

    @Test
    void takesTheNextTurnAfterAnError() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        BackgroundAgent agent = BackgroundAgent.start("errs", Duration.ZERO, () -> {
            third.countDown();
            if (turns.incrementAndGet() < 3) {
                throw new StackOverflowError("of a test");
            }
        });

        assertThat(third.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        agent.askToStop();
        agent.awaitStop(BOUND);
    }

    @Test
    void saysOfALoopThatHangsThatItIsStuckAndOfOneThatWaitsNothing() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        LoopThread loop = LoopThread.start(new Pulse("hangs", Duration.ZERO), Thread.ofVirtual(), thread -> {
            if (!thread.isStopping()) {
                thread.turn(() -> {
                    hangs.countDown();
                    end.await();
                });
                thread.waitUnlessStopped(BOUND);
            }
        });
        assertThat(hangs.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(loop.trouble().map(Pulse.Trouble::toString))
                .hasValueSatisfying(why -> assertThat(why).contains("hangs", "stuck"));

        end.countDown();
        while (loop.trouble().isPresent()) {
            Thread.onSpinWait();
        }
        assertThat(loop.trouble()).isEqualTo(Optional.empty());
        stop(loop);
    }

    private static void stop(LoopThread loop) throws InterruptedException {
        loop.askToStop();
        loop.awaitStop(BOUND);
    }
}
