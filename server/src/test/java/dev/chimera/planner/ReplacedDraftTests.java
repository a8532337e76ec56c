package dev.chimera.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a run's report says of drafts that were rejected, once the Planner has looked. */
class ReplacedDraftTests {

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.wanting(2, server);

    ReplacedDraftTests() {
        look();
        campaign.jdbc()
                .sql(
                        "UPDATE tasks SET status = 'COMPLETED', waiting_on = 0 WHERE campaign_id = ? AND type = 'RESEARCH'")
                .param(campaign.id().value())
                .update();
    }

    private void look() {
        server.bean(CampaignPlanner.class).lookAt(new PlanStore.Key(campaign.tenant(), campaign.id()));
    }

    private void fail(TaskType type, String code) {
        Task open = server
                .bean(TaskQueries.class)
                .ofCampaign(campaign.tenant(), campaign.id().value(), 1_000)
                .stream()
                .filter(task -> task.type() == type && !task.status().isFinal())
                .findFirst()
                .orElseThrow();
        server.bean(TaskStore.class)
                .move(List.of(
                        Transition.failing(open.ref(), open.status(), "test", Failure.of(code, "a test failed it"))));
        look();
        look();
    }

    /** Whether what failed is replaced, by its code. */
    private Map<String, Boolean> failed() {
        return failed(campaign);
    }

    private JsonNode report(TestCampaign whose) {
        return server.get(whose.operator(), "/v1/report?campaign=" + whose.id())
                .json()
                .path("failed");
    }

    private Map<String, Boolean> failed(TestCampaign whose) {
        Map<String, Boolean> replaced = new TreeMap<>();
        for (JsonNode each : report(whose)) {
            replaced.put(each.path("code").stringValue(), each.path("replaced").booleanValue());
        }
        return replaced;
    }

    @ParameterizedTest
    @ValueSource(strings = {"REJECTED", "DUPLICATE"})
    void isReplacedByAnotherOne(String code) {
        fail(TaskType.CONTENT_GEN, code);
        assertThat(failed()).isEqualTo(Map.of(code, true, "DEPENDENCY_FAILED", true));
    }

    @Test
    void isReplacedAlsoWhenThePostWasRejected() {
        fail(TaskType.ENGAGEMENT, "REJECTED");
        assertThat(failed()).isEqualTo(Map.of("REJECTED", true));
    }

    /** A fetch that failed, and what waited for it, say nothing of a campaign that was planned anew since. */
    @Test
    void isReplacedWhenTheCampaignWasPlannedAnew() {
        TestCampaign fetching = TestCampaign.wanting(2, server);
        CampaignPlanner planner = server.bean(CampaignPlanner.class);
        PlanStore.Key key = new PlanStore.Key(fetching.tenant(), fetching.id());
        planner.lookAt(key);
        Task research =
                server
                        .bean(TaskQueries.class)
                        .ofCampaign(fetching.tenant(), fetching.id().value(), 1_000)
                        .stream()
                        .filter(task -> task.type() == TaskType.RESEARCH)
                        .findFirst()
                        .orElseThrow();
        server.bean(TaskStore.class)
                .move(List.of(Transition.failing(
                        research.ref(), research.status(), "test", Failure.of("SOURCE_UNREACHABLE", "no answer"))));
        planner.lookAt(key);
        planner.lookAt(key);
        assertThat(failed(fetching)).isEqualTo(Map.of("SOURCE_UNREACHABLE", false, "DEPENDENCY_FAILED", false));
        assertThat(causes(fetching))
                .as("each chain follows from it")
                .hasSize(2)
                .containsOnly(research.id().toString());

        fetching.jdbc()
                .sql("UPDATE campaigns SET status = 'ACTIVE', plan_wanted = true, version_id = gen_random_uuid()"
                        + " WHERE id = ?")
                .param(fetching.id().value())
                .update();
        planner.lookAt(key);
        assertThat(failed(fetching)).isEqualTo(Map.of("SOURCE_UNREACHABLE", true, "DEPENDENCY_FAILED", true));
    }

    /** The roots of what never had its turn. */
    private List<String> causes(TestCampaign whose) {
        List<String> roots = new ArrayList<>();
        for (JsonNode each : report(whose)) {
            if (each.path("because").asString("").length() > 0
                    && report(whose)
                            .valueStream()
                            .noneMatch(other -> other.path("code").stringValue().equals("DEPENDENCY_FAILED")
                                    && other.path("task_id").equals(each.path("because")))) {
                roots.add(each.path("because").stringValue());
            }
        }
        return roots;
    }

    @Test
    void isMissingWhenThereIsNoMaterialForAnotherOne() {
        fail(TaskType.CONTENT_GEN, "REJECTED");
        fail(TaskType.CONTENT_GEN, "NO_MATERIAL");
        assertThat(failed()).isEqualTo(Map.of("REJECTED", false, "NO_MATERIAL", false, "DEPENDENCY_FAILED", false));
    }

    /** Something broke, whatever came afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"POISON", "SECRET_IN_TEXT", "OUT_OF_ATTEMPTS"})
    void isNotWhatFailedOtherwise(String code) {
        fail(TaskType.CONTENT_GEN, code);
        assertThat(failed()).isEqualTo(Map.of(code, false, "DEPENDENCY_FAILED", false));
    }

    @Test
    void isNotWhatAPersonCancelled() {
        fail(TaskType.ENGAGEMENT, "CANCELLED");
        fail(TaskType.ENGAGEMENT, "REJECTED");
        assertThat(failed()).isEqualTo(Map.of("CANCELLED", false, "REJECTED", true));
    }
}
