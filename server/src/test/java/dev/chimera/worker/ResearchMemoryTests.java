package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ResearchMemoryTests {

    private static final long MEGABYTE = 1_024 * 1_024;

    private final Task task = TestCampaign.on(TestServer.shared()).planOne(TaskType.RESEARCH);

    private static ResearchMemory memory(long bytesOfEach, Duration patience, int waiting) {
        return new ResearchMemory(
                (tenant, campaign) -> bytesOfEach,
                new ResearchProperties(DataSize.ofMegabytes(30), patience, waiting, Duration.ofSeconds(5)));
    }

    @Test
    void letsInAsManyAsThereIsMemoryForAndTheNextWhenOneLeaves() throws Exception {
        ResearchMemory memory = memory(MEGABYTE, Duration.ofMinutes(1), 10);
        ResearchMemory.Share first = memory.enter(task).orElseThrow();
        ResearchMemory.Share second = memory.enter(task).orElseThrow();
        CompletableFuture<Optional<ResearchMemory.Share>> third = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                third.complete(memory.enter(task));
            } catch (InterruptedException e) {
                third.completeExceptionally(e);
            }
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            assertThat(third).isNotDone();
            Thread.onSpinWait();
        }
        first.close();
        assertThat(third.get(1, TimeUnit.MINUTES)).isPresent();
        second.close();
    }

    @Test
    void sendsBackWhoWouldWaitTooLongAndWhoComesWhenEnoughWait() throws Exception {
        ResearchMemory memory = memory(2 * MEGABYTE, Duration.ofMillis(1), 1);
        try (ResearchMemory.Share _ = memory.enter(task).orElseThrow()) {
            assertThat(memory.enter(task)).isEmpty();
        }
        assertThat(memory.enter(task)).isPresent();
        assertThat(memory.later().delay()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void givesAllOfItToOneThatNeedsMoreThanThereIs() throws Exception {
        ResearchMemory memory = memory(1_000 * MEGABYTE, Duration.ofMillis(1), 1);
        try (ResearchMemory.Share _ = memory.enter(task).orElseThrow()) {
            assertThat(memory.enter(task)).isEmpty();
        }
        assertThat(memory.enter(task)).isPresent();
    }
}
