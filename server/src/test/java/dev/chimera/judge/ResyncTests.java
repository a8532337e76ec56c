package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.ProcessLease;
import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Task;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The campaign changes while the Judge thinks (specification 4). No judge runs but when a test asks it to. */
class ResyncTests {

    private static final TestServer SERVER = started();

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final TaskStore store = SERVER.bean(TaskStore.class);
    private final Distracted assessor = SERVER.bean(Distracted.class);

    static class Assessors {
        @Bean
        @Primary
        Distracted distracted() {
            return new Distracted();
        }
    }

    /** Accepts everything, and has somebody change the campaign the first times that it is asked. */
    static final class Distracted implements TaskAssessor {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Runnable distraction = () -> {};

        @Override
        public Assessment assess(Case theCase) {
            asked.incrementAndGet();
            distraction.run();
            return Assessment.of(List.of(new Part("tested", 1, "a test accepts everything")), List.of());
        }

        void by(int times, Runnable change) {
            asked.set(0);
            distraction = () -> {
                if (asked.get() <= times) {
                    change.run();
                }
            };
        }
    }

    private static TestServer started() {
        return TestServer.start(SharedServers.fresh(), "api", List.of(Assessors.class));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private Task submitted() {
        Task planned = campaign.planOne(TaskType.RESEARCH);
        Task claimed = store.claim(
                        List.of(planned.ref()), SERVER.bean(ProcessLease.class).current())
                .getFirst();
        return store.move(List.of(Transition.along(TaskLifecycle.SUBMIT, claimed.ref(), "test")))
                .tasks()
                .getFirst();
    }

    /** The tasks that a verdict was committed for. */
    private List<Task> judge(Task task) throws InterruptedException {
        List<Task> judged = new ArrayList<>();
        SERVER.bean(Judge.class).judge(List.of(task.ref()), moved -> judged.addAll(moved.tasks()));
        return judged;
    }

    private double signalled() {
        return SERVER.bean(MeterRegistry.class)
                .get("chimera.judge.resync")
                .counter()
                .count();
    }

    @Test
    void judgesAgainWhenTheCampaignChangedBeforeTheCommit() throws Exception {
        Task task = submitted();
        assessor.by(2, () -> campaign.become("ACTIVE"));
        double before = signalled();

        assertThat(judge(task)).extracting(Task::status).containsExactly(TaskStatus.COMPLETED);

        assertThat(assessor.asked).hasValue(3);
        assertThat(signalled() - before).isEqualTo(2);
    }

    @Test
    void givesUpAfterFiveTimesAndLeavesTheTaskToTheNextRound() throws Exception {
        Task task = submitted();
        assessor.by(100, () -> campaign.become("ACTIVE"));

        assertThat(judge(task)).isEmpty();

        assertThat(assessor.asked).hasValue(5);
        assertThat(campaign.task(task.id()).ref()).isEqualTo(task.ref());
        assessor.by(0, () -> {});
        assertThat(judge(task)).hasSize(1);
    }

    @Test
    void commitsNothingOfACampaignThatWasPausedAMomentAgo() throws Exception {
        Task task = submitted();
        assessor.by(1, () -> campaign.become("PAUSED"));
        assertThat(judge(task)).isEmpty();
        assertThat(campaign.task(task.id()).ref()).isEqualTo(task.ref());
    }

    @Test
    void tellsThePlannerWhichTaskAndWhichVersions() throws Exception {
        Task task = submitted();
        assessor.by(1, () -> campaign.become("ACTIVE"));
        judge(task);
        assertThat(SERVER.bean(dev.chimera.broker.StreamStatus.class)
                        .now(campaign.operator())
                        .orElseThrow()
                        .streams())
                .filteredOn(stream -> stream.name().equals("chimera:goals"))
                .allMatch(stream -> stream.length() > 0);
    }

    @Test
    void leavesATaskThatIsNotAtTheVersionOfItsHint() throws Exception {
        Task task = submitted();
        store.move(List.of(Transition.along(TaskLifecycle.ESCALATE, task.ref(), "test")));
        assessor.by(0, () -> {});
        assertThat(judge(task)).isEmpty();
        assertThat(assessor.asked).hasValue(0);
    }
}
