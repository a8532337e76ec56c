package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.VersionId;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TaskStoreTests {

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final TaskStore store = server.bean(TaskStore.class);
    private final UUID worker = Leases.alive(server);

    private List<Task> claim(List<Task> tasks) {
        return store.claim(tasks.stream().map(Task::ref).toList(), worker);
    }

    private TaskStore.Moved move(TaskLifecycle edge, List<Task> tasks) {
        return store.move(tasks.stream()
                .map(task -> Transition.along(edge, task.ref(), "test"))
                .toList());
    }

    @Test
    void plansOnlyTasksThatAreNotThereYet() {
        NewTask there = campaign.newTask(TaskType.RESEARCH);
        Task first = campaign.plan(there).getFirst();
        NewTask fresh = campaign.newTask(TaskType.RESEARCH);

        List<Task> planned = store.plan(List.of(there, fresh), "test");

        assertThat(planned).extracting(Task::id).containsExactly(fresh.id());
        assertThat(campaign.task(there.id()).version()).isEqualTo(first.version());
        assertThat(campaign.trail(there.id())).containsExactly("TaskPlanned");
    }

    @Test
    void handsOutAVersionAtPlanningThatCanBeClaimed() {
        List<Task> planned = store.plan(List.of(campaign.newTask(TaskType.RESEARCH)), "test");
        assertThat(claim(planned)).hasSize(1);
    }

    @Test
    void claimsAndMovesAWholeBatch() {
        List<Task> claimed = claim(campaign.planMany(TaskType.RESEARCH, 300));
        assertThat(claimed).hasSize(300).allMatch(task -> task.attempt() == 1);
        List<Task> submitted = move(TaskLifecycle.SUBMIT, claimed).tasks();
        assertThat(submitted).hasSize(300).allMatch(task -> task.status() == TaskStatus.REVIEW);
        assertThat(submitted.stream().map(Task::version).distinct()).hasSize(300);
    }

    @Test
    void changesNothingAtAStaleVersion() {
        Task planned = campaign.planOne(TaskType.RESEARCH);
        Task claimed = claim(List.of(planned)).getFirst();

        assertThat(claim(List.of(planned))).isEmpty();
        move(TaskLifecycle.RELEASE, List.of(claimed));
        Task released = campaign.task(claimed.id());

        assertThat(move(TaskLifecycle.SUBMIT, List.of(claimed)).contains(claimed.id()))
                .isFalse();
        assertThat(campaign.task(claimed.id()).ref()).isEqualTo(released.ref());
    }

    @Test
    void leavesTheStaleOnesOfABatchOutAndMovesTheOthers() {
        List<Task> claimed = claim(campaign.planMany(TaskType.RESEARCH, 4));
        move(TaskLifecycle.RELEASE, claimed.subList(0, 2));
        assertThat(move(TaskLifecycle.SUBMIT, claimed).tasks())
                .extracting(Task::id)
                .containsExactlyInAnyOrder(claimed.get(2).id(), claimed.get(3).id());
    }

    @Test
    void letsOneOfManyClaimersHaveEachTask() throws Exception {
        List<Task> planned = campaign.planMany(TaskType.RESEARCH, 400);
        List<Task> won = Collections.synchronizedList(new ArrayList<>());
        Together.run(6, number -> {
            List<Task> mine = new ArrayList<>(planned);
            Collections.rotate(mine, number * 67);
            for (int from = 0; from < mine.size(); from += 40) {
                won.addAll(claim(mine.subList(from, from + 40)));
            }
        });
        assertThat(won).extracting(Task::id).doesNotHaveDuplicates().hasSize(400);
    }

    @Test
    void claimsNothingForAProcessWhoseLeaseRanOut() {
        Task planned = campaign.planOne(TaskType.RESEARCH);
        assertThat(store.claim(List.of(planned.ref()), Leases.dead(server))).isEmpty();
        assertThat(store.claim(List.of(planned.ref()), UUID.randomUUID())).isEmpty();
        assertThat(campaign.task(planned.id()).status()).isEqualTo(TaskStatus.PENDING);
    }

    @Test
    void claimsNothingOfACampaignThatIsPausedOrOver() {
        Task planned = campaign.planOne(TaskType.RESEARCH);
        for (String status : List.of("PAUSED", "COMPLETED")) {
            campaign.become(status);
            assertThat(claim(List.of(planned))).as(status).isEmpty();
        }
        campaign.become("ACTIVE");
        assertThat(claim(List.of(planned))).hasSize(1);
    }

    @Test
    void claimsNothingOfAPausedAgent() {
        Task planned = campaign.planOne(TaskType.RESEARCH);
        campaign.pauseAgent();
        assertThat(claim(List.of(planned))).isEmpty();
    }

    @Test
    void claimsNothingBeforeItsTime() {
        Task claimed = claim(List.of(campaign.planOne(TaskType.RESEARCH))).getFirst();
        Task later = store.move(List.of(Transition.along(TaskLifecycle.RELEASE, claimed.ref(), "test")
                        .after(Duration.ofHours(1))))
                .tasks()
                .getFirst();
        assertThat(claim(List.of(later))).isEmpty();
    }

    @Test
    void commitsAVerdictOnlyUnderTheCampaignsVersionThatItWasMadeUnder() {
        Task submitted = move(TaskLifecycle.SUBMIT, claim(List.of(campaign.planOne(TaskType.RESEARCH))))
                .tasks()
                .getFirst();
        VersionId seen = campaign.version();
        campaign.become("PAUSED");
        Transition verdict = Transition.along(TaskLifecycle.APPROVE, submitted.ref(), "judge");

        assertThat(store.move(List.of(verdict.under(seen))).tasks()).isEmpty();
        assertThat(store.move(List.of(verdict.under(campaign.version()))).tasks())
                .hasSize(1);
    }

    @Test
    void keepsWhatATransitionDoesNotName() {
        Task claimed = claim(List.of(campaign.planOne(TaskType.RESEARCH))).getFirst();
        store.move(List.of(Transition.along(TaskLifecycle.SUBMIT, claimed.ref(), "test")
                .withResult(TestCampaign.payload().put("found", 3), 0.8)));
        Task submitted = campaign.task(claimed.id());
        store.move(List.of(Transition.along(TaskLifecycle.APPROVE, submitted.ref(), "judge")
                .withScore(0.95)));

        Task approved = campaign.task(claimed.id());
        assertThat(approved.result()).isEqualTo(TestCampaign.payload().put("found", 3));
        assertThat(approved.confidence()).isEqualTo(0.95);
    }

    @Test
    void tellsTheNextAttemptWhyAndForgetsItAfterwards() {
        Task submitted = move(TaskLifecycle.SUBMIT, claim(List.of(campaign.planOne(TaskType.RESEARCH))))
                .tasks()
                .getFirst();
        Task rejected = store.move(List.of(Transition.along(TaskLifecycle.REJECT, submitted.ref(), "judge")
                        .withFeedback(TestCampaign.payload().put("code", "REJECTED"))))
                .tasks()
                .getFirst();
        assertThat(claim(List.of(rejected)).getFirst().feedback())
                .isEqualTo(TestCampaign.payload().put("code", "REJECTED"));
        Task again = campaign.task(submitted.id());
        assertThat(move(TaskLifecycle.RELEASE, List.of(again))
                        .tasks()
                        .getFirst()
                        .feedback())
                .isNull();
    }

    @Test
    void copiesItsTrailIntoATaskThatEnds() {
        Task claimed = claim(List.of(campaign.planOne(TaskType.RESEARCH))).getFirst();
        assertThat(trailOf(claimed)).isEmpty();
        store.move(List.of(Transition.failing(
                claimed.ref(), TaskStatus.IN_PROGRESS, "user:me", Failure.of("CANCELLED", "by me"))));
        assertThat(trailOf(claimed)).containsExactly("TaskPlanned", "TaskClaimed", "TaskFailed");
    }

    @Test
    void stillExplainsATaskWhoseRowsWereArchived() {
        Task claimed = claim(List.of(campaign.planOne(TaskType.RESEARCH))).getFirst();
        store.move(List.of(Transition.failing(
                claimed.ref(), TaskStatus.IN_PROGRESS, "user:me", Failure.of("CANCELLED", "by me"))));
        String path = "/v1/audit?task=" + claimed.id();
        List<String> before = events(server.get(campaign.operator(), path).json());
        server.owner().sql("ALTER TABLE audit_log DISABLE TRIGGER USER").update();
        server.owner()
                .sql("DELETE FROM audit_log WHERE task_id = ?")
                .param(claimed.id().value())
                .update();
        server.owner().sql("ALTER TABLE audit_log ENABLE TRIGGER USER").update();

        JsonNode after = server.get(campaign.operator(), path).json();
        assertThat(events(after)).isEqualTo(before).containsExactly("TaskPlanned", "TaskClaimed", "TaskFailed");
        JsonNode last = after.path("rows").get(2);
        assertThat(last.path("actor").asString("")).isEqualTo("user:me");
        assertThat(last.path("evidence").path("code").asString("")).isEqualTo("CANCELLED");
        assertThat(after.path("rows").get(0).path("seq").asLong(0)).isPositive();
        assertThat(server.get(server.newTenant().operator(), path).json().path("rows"))
                .isEmpty();
    }

    private static List<String> events(JsonNode listing) {
        return listing.path("rows")
                .valueStream()
                .map(row -> row.path("event").asString(""))
                .toList();
    }

    @Test
    void keepsTheErrorOfEveryAttempt() {
        Task task = campaign.planOne(TaskType.RESEARCH);
        for (int attempt = 1; attempt <= 2; attempt++) {
            Task claimed = claim(List.of(task)).getFirst();
            Failure why = Failure.of("SOURCE_UNREACHABLE", "no answer to call " + attempt);
            task = store.move(List.of(Transition.releasing(claimed.ref(), "test", why, claimed.attempt())))
                    .tasks()
                    .getFirst();
        }
        Task last = claim(List.of(task)).getFirst();
        store.move(List.of(Transition.failing(
                last.ref(), TaskStatus.IN_PROGRESS, "test", Failure.of("OUT_OF_ATTEMPTS", "tried 3 times"))));

        assertThat(server.jdbc()
                        .sql("""
                                SELECT concat_ws(' ', event, evidence->>'attempt', evidence->>'code', evidence->>'message')
                                FROM audit_log WHERE task_id = ? AND evidence IS NOT NULL ORDER BY seq
                                """)
                        .param(task.id().value())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "TaskReleased 1 SOURCE_UNREACHABLE no answer to call 1",
                        "TaskReleased 2 SOURCE_UNREACHABLE no answer to call 2",
                        "TaskFailed OUT_OF_ATTEMPTS tried 3 times");
        assertThat(storedTrail(task).stream()
                        .map(event -> event.path("evidence").path("message").asString("")))
                .containsExactly("", "", "no answer to call 1", "", "no answer to call 2", "", "tried 3 times");
    }

    private List<String> trailOf(Task task) {
        return storedTrail(task).stream()
                .map(event -> event.path("event").stringValue())
                .toList();
    }

    private List<JsonNode> storedTrail(Task task) {
        String stored = server.jdbc()
                .sql("SELECT coalesce(audit_log, '[]') FROM tasks WHERE id = ?")
                .param(task.id().value())
                .query(String.class)
                .single();
        return JsonMapper.shared().readTree(stored).valueStream().toList();
    }

    @Test
    void leavesNoTrailOfARehearsal() {
        TestCampaign rehearsal = TestCampaign.rehearsalOn(server);
        Task claimed = claim(List.of(rehearsal.planOne(TaskType.RESEARCH))).getFirst();
        move(TaskLifecycle.APPROVE, move(TaskLifecycle.SUBMIT, List.of(claimed)).tasks());
        assertThat(rehearsal.task(claimed.id()).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(rehearsal.count(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = ?",
                        rehearsal.tenant().value()))
                .isZero();
        assertThat(trailOf(claimed)).isEmpty();
    }

    /** Two batches over the same tasks that lock them in opposite order, many times: nobody gets a deadlock to see. */
    @Test
    void repeatsABatchThatPostgresqlGaveUpInADeadlock() throws Exception {
        List<Task> tasks = campaign.planMany(TaskType.RESEARCH, 200);
        List<TaskRef> refs = tasks.stream().map(Task::ref).toList();
        DeadlockRetry retry = server.bean(DeadlockRetry.class);
        Together.run(2, number -> {
            List<TaskRef> order = number == 0 ? refs : refs.reversed();
            for (int round = 0; round < 5; round++) {
                retry.repeat(() -> touchOneByOne(order));
            }
        });
        assertThat(claim(tasks)).hasSize(200);
    }

    private int touchOneByOne(List<TaskRef> order) {
        return java.util.Objects.requireNonNull(server.bean(
                        org.springframework.transaction.support.TransactionTemplate.class)
                .execute(status -> {
                    order.forEach(ref -> server.jdbc()
                            .sql("UPDATE tasks SET crashes = crashes WHERE tenant_id = ? AND id = ?")
                            .params(ref.tenant().value(), ref.id().value())
                            .update());
                    return order.size();
                }));
    }
}
