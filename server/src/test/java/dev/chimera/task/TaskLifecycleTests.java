package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.failure.Failure;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes every edge of the table on a real database: an edge that has no way here fails. */
class TaskLifecycleTests {

    private static final Failure FAILURE = Failure.of("TESTED", "a test failed it");

    /** The edges that lead to where another one begins, the shortest way. */
    private static final Map<TaskStatus, List<TaskLifecycle>> WAY_TO = Map.of(
            TaskStatus.PENDING, List.of(),
            TaskStatus.IN_PROGRESS, List.of(TaskLifecycle.CLAIM),
            TaskStatus.REVIEW, List.of(TaskLifecycle.CLAIM, TaskLifecycle.SUBMIT),
            TaskStatus.COMPLETED, List.of(TaskLifecycle.CLAIM, TaskLifecycle.SUBMIT, TaskLifecycle.APPROVE),
            TaskStatus.FAILED, List.of(TaskLifecycle.ABANDON));

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final TaskStore store = server.bean(TaskStore.class);

    @ParameterizedTest
    @EnumSource
    void takesTheEdgeToANewVersionAndWritesItsEvent(TaskLifecycle edge) {
        Task task = campaign.planOne(TaskType.RESEARCH);
        for (TaskLifecycle step : wayTo(edge.from())) {
            task = take(step, task);
        }
        Task before = task;
        Task after = take(edge, before);

        assertThat(after.status()).isEqualTo(edge.to());
        assertThat(after.version()).isNotEqualTo(before.version());
        assertThat(campaign.task(after.id()).ref()).isEqualTo(after.ref());
        assertThat(campaign.trail(after.id())).last().isEqualTo(edge.event());
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE task_id = ? AND from_version = ? AND to_version = ?",
                        after.id().value(),
                        before.version().value(),
                        after.version().value()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void leavesATaskAloneThatIsNotWhereTheEdgeBegins(TaskLifecycle edge) {
        for (TaskStatus elsewhere : WAY_TO.keySet()) {
            if (elsewhere == edge.from() || edge == TaskLifecycle.CLAIM) {
                continue;
            }
            Task task = campaign.planOne(TaskType.RESEARCH);
            for (TaskLifecycle step : wayTo(elsewhere)) {
                task = take(step, task);
            }
            assertThat(store.move(List.of(transition(edge, task))).tasks()).isEmpty();
            assertThat(campaign.task(task.id()).ref()).isEqualTo(task.ref());
        }
    }

    /** But for an effect about which a person was wrong: what happened has happened. */
    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "FAILED"})
    void endsForGood(TaskStatus ended) {
        assertThat(TaskLifecycle.values())
                .filteredOn(edge -> edge.from() == ended)
                .isSubsetOf(TaskLifecycle.CORRECT, TaskLifecycle.RETRACT);
        assertThat(TaskLifecycle.failing(ended)).isEmpty();
        assertThat(ended.isFinal()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "IN_PROGRESS", "REVIEW"})
    void canFailFromEveryStatusThatIsNotTheEnd(TaskStatus status) {
        assertThat(TaskLifecycle.failing(status)).isPresent();
    }

    @Test
    void failsWithAReasonAndOnlyThen() {
        Task task = campaign.planOne(TaskType.RESEARCH);
        assertThatThrownBy(() -> Transition.along(TaskLifecycle.ABANDON, task.ref(), "test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Transition(
                        task.ref(),
                        TaskLifecycle.SUBMIT,
                        "test",
                        null,
                        null,
                        null,
                        null,
                        FAILURE,
                        java.time.Duration.ZERO,
                        false,
                        null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Task take(TaskLifecycle edge, Task task) {
        return edge == TaskLifecycle.CLAIM
                ? store.claim(List.of(task.ref()), Leases.alive(server)).getFirst()
                : store.move(List.of(transition(edge, task))).tasks().getFirst();
    }

    private static Transition transition(TaskLifecycle edge, Task task) {
        if (edge == TaskLifecycle.RETRACT) {
            return Transition.retracting(task.ref(), "test", FAILURE);
        }
        return edge.to() == TaskStatus.FAILED
                ? Transition.failing(task.ref(), edge.from(), "test", FAILURE)
                : Transition.along(edge, task.ref(), "test");
    }

    private static List<TaskLifecycle> wayTo(TaskStatus status) {
        return Objects.requireNonNull(WAY_TO.get(status));
    }
}
