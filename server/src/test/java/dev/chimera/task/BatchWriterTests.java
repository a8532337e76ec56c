package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.Together;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

class BatchWriterTests {

    private final List<List<Integer>> committed = new CopyOnWriteArrayList<>();

    @Test
    void commitsALonelyWriteAtOnceAndAlone() throws Exception {
        BatchWriter<Integer> writer = new BatchWriter<>("test", committed::add);
        writer.write(1);
        assertThat(committed).containsExactly(List.of(1));
        writer.close();
    }

    @Test
    void gathersWhatComesWhileABatchCommits() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BatchWriter<Integer> writer = new BatchWriter<>("test", batch -> {
            first.countDown();
            await(release);
            committed.add(batch);
        });
        List<Thread> writing = new CopyOnWriteArrayList<>();
        Together.run(21, number -> {
            if (number == 0) {
                first.await();
                Awaitility.await()
                        .atMost(TestCampaign.SOON)
                        .until(() -> writing.size() == 20
                                && writing.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
                release.countDown();
                return;
            }
            if (number > 1) {
                first.await();
            }
            writing.add(Thread.currentThread());
            writer.write(number);
        });
        assertThat(committed).hasSizeBetween(2, 4);
        assertThat(committed.stream().mapToInt(List::size).sum()).isEqualTo(20);
        writer.close();
    }

    @Test
    void letsAWriterWaitForItsCommit() throws Exception {
        BatchWriter<Integer> writer = new BatchWriter<>("test", committed::add);
        Together.run(8, number -> {
            for (int i = 0; i < 200; i++) {
                int write = number * 1_000 + i;
                writer.write(write);
                assertThat(committed).anyMatch(batch -> batch.contains(write));
            }
        });
        writer.close();
    }

    @Test
    void givesTheExceptionToTheOneWriteThatIsAtFaultAndCommitsTheOthers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BatchWriter<Integer> writer = new BatchWriter<>("test", batch -> {
            await(release);
            if (batch.contains(7)) {
                throw new DataIntegrityViolationException("seven");
            }
            committed.add(batch);
        });
        AtomicInteger arrived = new AtomicInteger();
        Together.run(17, number -> {
            if (number == 16) {
                Awaitility.await().atMost(TestCampaign.SOON).until(() -> arrived.get() == 16);
                release.countDown();
            } else {
                arrived.incrementAndGet();
                if (number == 7) {
                    assertThatThrownBy(() -> writer.write(7)).hasMessage("seven");
                } else {
                    writer.write(number);
                }
            }
        });
        assertThat(committed.stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15);
        writer.close();
    }

    @Test
    void keepsABatchWhileTheDatabaseIsAway() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        BatchWriter<Integer> writer = new BatchWriter<>("test", batch -> {
            if (attempts.incrementAndGet() < 4) {
                throw new DataAccessResourceFailureException("away");
            }
            committed.add(batch);
        });
        writer.write(1);
        assertThat(attempts).hasValue(4);
        assertThat(committed).containsExactly(List.of(1));
        writer.close();
    }

    @Test
    void commitsWhatIsQueuedBeforeItStopsAndRefusesWhatComesLater() throws Exception {
        BatchWriter<Integer> writer = new BatchWriter<>("test", committed::add);
        writer.write(1);
        writer.close();
        assertThatThrownBy(() -> writer.write(2)).isInstanceOf(IllegalStateException.class);
        assertThat(committed).containsExactly(List.of(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
