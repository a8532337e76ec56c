package dev.chimera.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.CampaignStore;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDependencies;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Together;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** No planner runs but when a test asks it to. */
class CampaignPlannerTests {

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.wanting(3, server);
    private final TaskStore store = server.bean(TaskStore.class);

    private void look() {
        server.bean(CampaignPlanner.class).lookAt(new PlanStore.Key(campaign.tenant(), campaign.id()));
    }

    private List<Task> tasks() {
        return server.bean(TaskQueries.class)
                .ofCampaign(campaign.tenant(), campaign.id().value(), 1_000);
    }

    private List<Task> of(TaskType type) {
        return tasks().stream().filter(task -> task.type() == type).toList();
    }

    private List<Task> inOrder() {
        return Stream.of(TaskType.RESEARCH, TaskType.CONTENT_GEN, TaskType.ENGAGEMENT)
                .flatMap(type -> of(type).stream())
                .toList();
    }

    private static String codeOf(Task task) {
        Failure failure = task.failure();
        return failure == null ? "" : failure.code();
    }

    /** Takes a task to its end without anybody who works. */
    private void complete(Task task) {
        server.jdbc()
                .sql("UPDATE tasks SET status = 'REVIEW', version_id = gen_random_uuid() WHERE id = ?")
                .param(task.id().value())
                .update();
        store.move(List.of(
                Transition.along(TaskLifecycle.APPROVE, campaign.task(task.id()).ref(), "test")));
    }

    private void fail(Task task, String code) {
        Task now = campaign.task(task.id());
        store.move(List.of(Transition.failing(now.ref(), now.status(), "test", Failure.of(code, "a test failed it"))));
    }

    @Test
    void plansOneResearchAndAChainForEveryPost() {
        look();
        assertThat(tasks().stream().collect(Collectors.groupingBy(Task::type, Collectors.counting())))
                .containsEntry(TaskType.RESEARCH, 1L)
                .containsEntry(TaskType.CONTENT_GEN, 3L)
                .containsEntry(TaskType.ENGAGEMENT, 3L)
                .doesNotContainKey(TaskType.TRANSACTION);
        Task research = of(TaskType.RESEARCH).getFirst();
        TaskDependencies dependencies = server.bean(TaskDependencies.class);
        assertThat(dependencies.of(of(TaskType.CONTENT_GEN)).values())
                .hasSize(3)
                .allSatisfy(on -> assertThat(on).extracting(Task::id).containsExactly(research.id()));
        assertThat(dependencies.of(of(TaskType.ENGAGEMENT)).values().stream()
                        .map(on -> on.getFirst().id()))
                .containsExactlyInAnyOrderElementsOf(
                        of(TaskType.CONTENT_GEN).stream().map(Task::id).toList());
        assertThat(of(TaskType.CONTENT_GEN))
                .extracting(task -> task.payload().path("index").intValue())
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void plansNothingTwice() {
        look();
        look();
        assertThat(tasks()).hasSize(7);
    }

    @RepeatedTest(5)
    void plansOnceWhenManyPlannersLookAtOnce() throws Exception {
        Together.run(4, number -> look());
        assertThat(tasks()).hasSize(7);
    }

    @Test
    void writesAnotherPostInPlaceOfOneThatWasRejected() {
        look();
        complete(of(TaskType.RESEARCH).getFirst());
        fail(of(TaskType.ENGAGEMENT).getFirst(), "REJECTED");
        look();
        assertThat(of(TaskType.RESEARCH)).hasSize(1);
        assertThat(of(TaskType.ENGAGEMENT)).hasSize(4);
        assertThat(of(TaskType.CONTENT_GEN))
                .extracting(task -> task.payload().path("index").intValue())
                .containsExactlyInAnyOrder(0, 1, 2, 3);
        look();
        assertThat(of(TaskType.ENGAGEMENT)).hasSize(4);
    }

    /** What a person has to decide about is a post as good as made; what is not written yet is written for the new goal. */
    @Test
    void plansWhatIsNotWrittenYetAnewForARewordedGoal() {
        look();
        Task research = of(TaskType.RESEARCH).getFirst();
        complete(research);
        Task asked = of(TaskType.ENGAGEMENT).getFirst();
        server.jdbc()
                .sql("UPDATE tasks SET status = 'REVIEW', waiting_on = 0, ready_at = now() + interval '9000 years',"
                        + " version_id = gen_random_uuid() WHERE id = ?")
                .param(asked.id().value())
                .update();
        server.jdbc()
                .sql("UPDATE campaigns SET goal_text = 'A reworded goal', plan_wanted = true,"
                        + " version_id = gen_random_uuid() WHERE id = ?")
                .param(campaign.id().value())
                .update();
        look();

        assertThat(campaign.task(asked.id()).status()).isEqualTo(TaskStatus.REVIEW);
        assertThat(tasks().stream().filter(task -> codeOf(task).equals("GOAL_CHANGED")))
                .as("drafts, and the posts that waited for them")
                .hasSize(5);
        assertThat(of(TaskType.RESEARCH)).hasSize(2);
        assertThat(of(TaskType.ENGAGEMENT).stream()
                        .filter(task -> !task.status().isFinal() && !task.id().equals(asked.id())))
                .as("one of three is written")
                .hasSize(2)
                .allMatch(task -> task.payload().path("goal").asString().equals("A reworded goal"));
    }

    @Test
    void replacesNothingThatAPersonCancelled() {
        look();
        complete(of(TaskType.RESEARCH).getFirst());
        fail(of(TaskType.ENGAGEMENT).getFirst(), "CANCELLED");
        look();
        assertThat(of(TaskType.ENGAGEMENT)).hasSize(3);
    }

    @Test
    void replacesNothingWhenTheMaterialIsUsedUp() {
        look();
        complete(of(TaskType.RESEARCH).getFirst());
        fail(of(TaskType.CONTENT_GEN).getFirst(), "NO_MATERIAL");
        look();
        assertThat(of(TaskType.ENGAGEMENT)).hasSize(3);
    }

    @Test
    void givesUpOnAPostAfterAWhile() {
        look();
        complete(of(TaskType.RESEARCH).getFirst());
        for (int round = 0; round < 30; round++) {
            of(TaskType.ENGAGEMENT).stream()
                    .filter(task -> !task.status().isFinal())
                    .forEach(task -> fail(task, "REJECTED"));
            of(TaskType.CONTENT_GEN).stream()
                    .filter(task -> !task.status().isFinal())
                    .forEach(task -> fail(task, "REJECTED"));
            look();
        }
        assertThat(of(TaskType.ENGAGEMENT)).hasSize(12);
        assertThat(campaign.status()).isEqualTo("COMPLETED");
    }

    @Test
    void endsWhatWaitsForATaskThatFailed() {
        look();
        fail(of(TaskType.RESEARCH).getFirst(), "NO_SOURCE_LEFT");
        look();
        look();
        look();
        assertThat(of(TaskType.CONTENT_GEN)).allMatch(task -> codeOf(task).equals("DEPENDENCY_FAILED"));
        assertThat(of(TaskType.ENGAGEMENT)).allMatch(task -> codeOf(task).equals("DEPENDENCY_FAILED"));
        assertThat(campaign.status()).isEqualTo("COMPLETED");
    }

    @Test
    void completesACampaignWhoseEveryTaskEnded() {
        look();
        inOrder().forEach(this::complete);
        assertThat(campaign.status()).isEqualTo("ACTIVE");
        look();
        assertThat(campaign.status()).isEqualTo("COMPLETED");
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = ? AND event = 'CampaignCompleted'",
                        campaign.tenant().value()))
                .isEqualTo(1);
    }

    @Test
    void leavesACampaignOpenInWhichSomethingIsToBeDone() {
        look();
        inOrder().subList(0, 6).forEach(this::complete);
        look();
        assertThat(campaign.status()).isEqualTo("ACTIVE");
    }

    /** The Planner looked before the work was there, and must not end the campaign when its turn comes. */
    @Test
    void completesNothingToWhichWorkIsJustBeingAdded() throws Exception {
        look();
        inOrder().forEach(this::complete);
        CampaignStore campaigns = server.bean(CampaignStore.class);
        try (ExecutorService planner = Executors.newSingleThreadExecutor()) {
            Future<?> looked = Objects.requireNonNull(server.bean(TransactionTemplate.class)
                    .execute(status -> {
                        campaigns.reopen(
                                campaigns.find(campaign.tenant(), campaign.id()).orElseThrow(), "test");
                        campaign.planOne(TaskType.ENGAGEMENT);
                        Future<?> looking = planner.submit(this::look);
                        Awaitility.await("the Planner waits for this transaction")
                                .pollInSameThread()
                                .until(() -> campaign.count("""
                                                SELECT count(*) FROM pg_locks
                                                WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
                                                """) > 0);
                        return looking;
                    }));
            looked.get(10, TimeUnit.SECONDS);
        }
        assertThat(campaign.status()).isEqualTo("ACTIVE");
    }

    @Test
    void plansNothingForAPausedCampaign() {
        campaign.become("PAUSED");
        look();
        assertThat(tasks()).isEmpty();
        campaign.become("ACTIVE");
        look();
        assertThat(tasks()).hasSize(7).first().extracting(Task::status).isEqualTo(TaskStatus.PENDING);
    }

    /** In one transaction, in which no time passes, and on a server whose other campaigns are looked after. */
    @Test
    void findsACampaignWhoseHintWasLost() {
        try (TestServer own = TestServer.start("api")) {
            TestCampaign lost = TestCampaign.wanting(3, own);
            PlanStore.Key key = new PlanStore.Key(lost.tenant(), lost.id());
            PlanStore plans = own.bean(PlanStore.class);
            own.bean(TransactionTemplate.class).executeWithoutResult(status -> {
                unchangedFor(lost, "1 second");
                assertThat(plans.neglected()).isEmpty();
                unchangedFor(lost, "3 seconds");
                assertThat(plans.neglected()).containsExactly(key);
            });
        }
    }

    private static void unchangedFor(TestCampaign campaign, String time) {
        campaign.jdbc()
                .sql("UPDATE campaigns SET updated_at = now() - ?::interval WHERE id = ?")
                .params(time, campaign.id().value())
                .update();
    }
}
