package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The sweeper of the server rescues too, so the tests wait for what comes, whoever does it. */
class LeaseRescueTests {

    private static final int MAX_CRASHES = 3;

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final TaskStore store = server.bean(TaskStore.class);
    private final LeaseRescue rescue = server.bean(LeaseRescue.class);

    private Task claimedBy(UUID worker, Task task) {
        return store.claim(List.of(task.ref()), worker).getFirst();
    }

    private Task afterTheDeathOfItsWorker(Task task, TaskStatus expected) {
        UUID worker = Leases.alive(server);
        Task claimed = claimedBy(worker, task);
        Leases.kill(server, worker);
        rescue.rescue(MAX_CRASHES);
        return campaign.await(claimed.id(), expected);
    }

    @Test
    void givesATaskBackWhoseWorkerDied() {
        Task rescued = afterTheDeathOfItsWorker(campaign.planOne(TaskType.RESEARCH), TaskStatus.PENDING);
        assertThat(rescued.crashes()).isEqualTo(1);
        assertThat(campaign.trail(rescued.id())).endsWith("TaskReleased");
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE task_id = ? AND evidence->>'code' = 'WORKER_LOST'",
                        rescued.id().value()))
                .isOne();
        assertThat(store.claim(List.of(rescued.ref()), Leases.alive(server))).hasSize(1);
    }

    @Test
    void leavesTheTasksOfTheLivingAlone() {
        Task claimed = claimedBy(Leases.alive(server), campaign.planOne(TaskType.RESEARCH));
        rescue.rescue(MAX_CRASHES);
        assertThat(campaign.task(claimed.id()).ref()).isEqualTo(claimed.ref());
    }

    @Test
    void changesNothingWithTheLateWriteOfTheDead() {
        UUID worker = Leases.alive(server);
        Task claimed = claimedBy(worker, campaign.planOne(TaskType.RESEARCH));
        Leases.kill(server, worker);
        rescue.rescue(MAX_CRASHES);
        Task rescued = campaign.await(claimed.id(), TaskStatus.PENDING);
        assertThat(store.move(List.of(Transition.along(TaskLifecycle.SUBMIT, claimed.ref(), "zombie")))
                        .tasks())
                .isEmpty();
        assertThat(campaign.task(claimed.id()).ref()).isEqualTo(rescued.ref());
    }

    @Test
    void parksATaskThatThreeWorkersDiedWith() {
        Task task = campaign.planOne(TaskType.RESEARCH);
        task = afterTheDeathOfItsWorker(task, TaskStatus.PENDING);
        task = afterTheDeathOfItsWorker(task, TaskStatus.PENDING);
        Task parked = afterTheDeathOfItsWorker(task, TaskStatus.FAILED);
        assertThat(parked.failure())
                .isNotNull()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("POISON"));
        assertThat(parked.crashes()).isEqualTo(3);
    }

    @Test
    void givesBackWhatALivingProcessHoldsAndDoesNotWorkOn() {
        UUID worker = Leases.alive(server);
        Task lost = claimedBy(worker, campaign.planOne(TaskType.RESEARCH));
        Task busy = claimedBy(worker, campaign.planOne(TaskType.RESEARCH));
        assertThat(rescue.giveBack(worker, Duration.ofHours(1), 8, busy.ref()::equals))
                .isEmpty();
        assertThat(rescue.giveBack(worker, Duration.ZERO, 8, busy.ref()::equals))
                .extracting(Task::id)
                .containsExactly(lost.id());
        assertThat(campaign.task(lost.id()).status()).isEqualTo(TaskStatus.PENDING);
        assertThat(campaign.task(lost.id()).crashes()).isZero();
        assertThat(campaign.task(busy.id()).ref()).isEqualTo(busy.ref());
    }

    @Test
    void forgetsProcessesThatEndedLongAgo() {
        UUID ended = longDead();
        UUID alive = Leases.alive(server);
        rescue.forgetEnded();
        assertThat(known(ended)).isZero();
        assertThat(known(alive)).isEqualTo(1);
    }

    private UUID longDead() {
        UUID worker = Leases.dead(server);
        server.jdbc()
                .sql("UPDATE workers SET lease_until = now() - interval '2 days' WHERE id = ?")
                .param(worker)
                .update();
        return worker;
    }

    private long known(UUID worker) {
        return campaign.count("SELECT count(*) FROM workers WHERE id = ?", worker);
    }
}
