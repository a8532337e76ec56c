package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.TaskHints;
import dev.chimera.embedded.SharedServers;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.testing.Puppets;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskWorkerTests {

    private static final TestServer SERVER = started();
    private static final Puppets.Puppet PUPPET = SERVER.bean(Puppets.Puppet.class);

    private TestCampaign campaign;

    private static TestServer started() {
        return TestServer.start(
                SharedServers.fresh(),
                "worker",
                List.of(Puppets.class),
                "chimera.worker.timeout=3s",
                "chimera.worker.backoff=1ms",
                "chimera.worker.max-attempts=2",
                "chimera.broker.lease=4s",
                "chimera.broker.renew-every=200ms");
    }

    @AfterAll
    static void stopTheWorker() {
        SERVER.close();
    }

    @BeforeEach
    void startACampaign() {
        campaign = TestCampaign.on(SERVER);
    }

    private Task planned() {
        Task task = campaign.planOne(TaskType.RESEARCH);
        SERVER.bean(TaskHints.class).hint(List.of(task));
        return task;
    }

    private static String codeOf(Task task) {
        Failure failure = task.failure();
        return failure == null ? "" : failure.code() + ": " + failure.message();
    }

    @Test
    void handsInWhatTheHandlerDid() {
        PUPPET.does(context -> Puppets.Puppet.done());
        assertThat(campaign.await(planned().id(), TaskStatus.REVIEW).confidence())
                .isEqualTo(1);
    }

    @Test
    void triesAgainAfterAnUnexpectedErrorAndGivesUpInTheEnd() {
        PUPPET.does(context -> {
            throw new IllegalStateException("a bug");
        });
        Task failed = campaign.await(planned().id(), TaskStatus.FAILED);
        assertThat(codeOf(failed)).startsWith("POISON: tried 2 times").contains("a bug");
    }

    @Test
    void countsNoAttemptForWhichThereWasNoRoom() {
        AtomicInteger begun = new AtomicInteger();
        PUPPET.does(context -> begun.incrementAndGet() < 4
                ? new Outcome.Later("no room", Duration.ofMillis(1))
                : Puppets.Puppet.done());
        Task task = campaign.await(planned().id(), TaskStatus.REVIEW);
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(campaign.trail(task.id()))
                .filteredOn(event -> event.equals("TaskPostponed"))
                .hasSize(3);
    }

    @Test
    void survivesAnErrorOfTheHandler() {
        PUPPET.does(context -> {
            throw new StackOverflowError();
        });
        assertThat(codeOf(campaign.await(planned().id(), TaskStatus.FAILED))).startsWith("POISON");
    }

    @Test
    void failsATaskWhoseResultTheDatabaseCanNotStore() {
        PUPPET.does(context -> new Outcome.Done(TestCampaign.payload().put("text", "a\u0000b"), 1));
        assertThat(codeOf(campaign.await(planned().id(), TaskStatus.FAILED))).startsWith("INVALID_RESULT");
    }

    @Test
    void failsATaskWhoseResultIsLargerThanAnyReaderShouldHold() {
        PUPPET.does(context -> new Outcome.Done(TestCampaign.payload().put("text", "x".repeat(9 * 1024 * 1024)), 1));
        assertThat(codeOf(campaign.await(planned().id(), TaskStatus.FAILED))).startsWith("RESULT_TOO_LARGE");
    }

    @Test
    void interruptsAHandlerThatTakesTooLong() {
        PUPPET.does(context -> {
            new CountDownLatch(1).await();
            return Puppets.Puppet.done();
        });
        assertThat(codeOf(campaign.await(planned().id(), TaskStatus.FAILED)))
                .startsWith("OUT_OF_ATTEMPTS")
                .contains("TIMED_OUT");
    }

    /** Fault 4: the claim was committed, and the process never heard of it. */
    @Test
    void givesBackAClaimThatItNeverHeardOf() {
        PUPPET.does(context -> Puppets.Puppet.done());
        Task task = campaign.planOne(TaskType.RESEARCH);
        SERVER.bean(TaskStore.class)
                .claim(List.of(task.ref()), SERVER.bean(ProcessLease.class).current());
        SERVER.jdbc()
                .sql("UPDATE tasks SET updated_at = now() - interval '1 minute' WHERE id = ?")
                .param(task.id().value())
                .update();
        assertThat(campaign.await(task.id(), TaskStatus.REVIEW).attempt()).isEqualTo(2);
        assertThat(campaign.trail(task.id()))
                .containsExactly("TaskPlanned", "TaskClaimed", "TaskReleased", "TaskClaimed", "TaskSubmitted");
    }

    @Test
    void cancelsItsWorkAndGoesOnAsAnotherWhenItsLeaseIsLost() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        PUPPET.does(context -> {
            if (context.task().attempt() > 1) {
                return Puppets.Puppet.done();
            }
            working.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                cancelled.countDown();
                throw e;
            }
            return Puppets.Puppet.done();
        });
        UUID before = SERVER.bean(ProcessLease.class).current();
        Task task = planned();
        working.await();
        SERVER.jdbc()
                .sql("UPDATE workers SET lease_until = now() - interval '1 second' WHERE id = ?")
                .param(before)
                .update();
        assertThat(cancelled.await(TestCampaign.SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(() -> !SERVER.bean(ProcessLease.class).current().equals(before));
        assertThat(campaign.await(task.id(), TaskStatus.REVIEW).attempt()).isEqualTo(2);
    }

    @Test
    void refusesATransactionThatDoesNotSayWhatToPay() {
        Task task = campaign.planOne(TaskType.TRANSACTION);
        SERVER.bean(TaskHints.class).hint(List.of(task));
        assertThat(codeOf(campaign.await(task.id(), TaskStatus.FAILED))).startsWith("INVALID_PAYMENT");
    }
}
