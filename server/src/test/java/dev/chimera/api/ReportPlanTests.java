package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.failure.Failure;
import dev.chimera.task.Tallies;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.RowsTouched;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who watches asks again and again must not grow with what was ever done. */
class ReportPlanTests {

    private static final int TASKS = 40_000;
    private static final int POSTS = 10_000;
    private static final long MOST = 2_000;

    private static final TestServer SERVER = TestServer.start("api");
    private static final TestCampaign CAMPAIGN = TestCampaign.on(SERVER);

    @BeforeAll
    static void fill() {
        LargeTables.fill(SERVER, CAMPAIGN, TASKS, POSTS);
        CAMPAIGN.planMany(TaskType.ENGAGEMENT, 20);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static long touched(String sql) {
        return RowsTouched.in(SERVER.jdbc()
                .sql(RowsTouched.EXPLAIN + sql)
                .param("tenant", CAMPAIGN.tenant().value())
                .param("ids", new UUID[] {CAMPAIGN.id().value()})
                .param("cooldown", 900_000L)
                .param("names", new String[] {"PENDING", "IN_PROGRESS", "REVIEW", "COMPLETED", "FAILED"})
                .query(String.class)
                .single());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsOfEachTableWhatBelongsToTheCampaign(boolean analysed) {
        if (analysed) {
            SERVER.owner().sql("ANALYZE").update();
        }
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put("campaigns", ReportStore.CAMPAIGNS);
        statements.put("progress", ReportStore.PROGRESS);
        statements.put("posts", ReportStore.POSTS);
        statements.put("scheduled", ReportStore.SCHEDULED);
        statements.put("payments", ReportStore.PAYMENTS);
        statements.put("reviews", ReportStore.REVIEWS);
        statements.put("failed", ReportStore.FAILED);
        statements.put("warnings", ReportStore.WARNINGS);
        statements.put("busy", ReportStore.BUSY);
        statements.put("how many tasks", StatusEndpoint.TASK_COUNTS);
        statements.put("how many effects", StatusEndpoint.EFFECT_COUNTS);
        statements.put("how many reviews", StatusEndpoint.OPEN_REVIEWS);
        statements.forEach((what, sql) -> assertThat(touched(sql)).as(what).isLessThan(MOST));
    }

    private static long count(String kind, String state) {
        return SERVER.get(CAMPAIGN.operator(), "/v1/status")
                .json()
                .path(kind)
                .path(state)
                .asLong();
    }

    @Test
    void countsEveryTaskOnceWhateverWasAddedUpMeanwhile() {
        long before = count("tasks", "FAILED");
        long open = count("tasks", "PENDING");
        assertThat(count("tasks", "COMPLETED")).isEqualTo(TASKS);
        List<Task> tasks = CAMPAIGN.planMany(TaskType.RESEARCH, 7);
        assertThat(count("tasks", "PENDING")).isEqualTo(open + 7);
        for (Task task : tasks) {
            SERVER.bean(TaskStore.class)
                    .move(List.of(Transition.failing(
                            task.ref(), TaskStatus.PENDING, "test", Failure.of("CANCELLED", "test"))));
        }
        assertThat(count("tasks", "FAILED")).isEqualTo(before + 7);
        SERVER.bean(Tallies.class).fold();
        assertThat(count("tasks", "FAILED")).isEqualTo(before + 7);
        assertThat(count("tasks", "COMPLETED")).isEqualTo(TASKS);
        assertThat(count("tasks", "PENDING")).isEqualTo(open);
        assertThat(CAMPAIGN.count(
                        "SELECT count(*) FROM tallies WHERE tenant_id = ? AND kind = 'TASK'",
                        CAMPAIGN.tenant().value()))
                .isEqualTo(2);
    }
}
