package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.task.Task;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskTallies;
import dev.chimera.task.TaskType;
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
import tools.jackson.databind.JsonNode;

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
        statements.put("how many reviews", StatusEndpoint.OPEN_REVIEWS);
        statements.forEach((what, sql) -> assertThat(touched(sql)).as(what).isLessThan(MOST));
    }

    private static JsonNode counts() {
        return SERVER.get(CAMPAIGN.operator(), "/v1/status").json().path("tasks");
    }

    @Test
    void countsEveryTaskOnceWhateverWasAddedUpMeanwhile() {
        long before = counts().path("FAILED").asLong();
        long open = counts().path("PENDING").asLong();
        assertThat(counts().path("COMPLETED").asLong()).isEqualTo(TASKS);
        List<Task> tasks = CAMPAIGN.planMany(TaskType.RESEARCH, 7);
        assertThat(counts().path("PENDING").asLong()).isEqualTo(open + 7);
        for (Task task : tasks) {
            SERVER.bean(TaskStore.class)
                    .move(List.of(dev.chimera.task.Transition.failing(
                            task.ref(),
                            dev.chimera.task.TaskStatus.PENDING,
                            "test",
                            dev.chimera.failure.Failure.of("CANCELLED", "test"))));
        }
        assertThat(counts().path("FAILED").asLong()).isEqualTo(before + 7);
        SERVER.bean(TaskTallies.class).fold();
        assertThat(counts().path("FAILED").asLong()).isEqualTo(before + 7);
        assertThat(counts().path("COMPLETED").asLong()).isEqualTo(TASKS);
        assertThat(counts().path("PENDING").asLong()).isEqualTo(open);
        assertThat(CAMPAIGN.count(
                        "SELECT count(*) FROM task_tallies WHERE tenant_id = ?",
                        CAMPAIGN.tenant().value()))
                .isEqualTo(2);
    }
}
