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
        Map<String, Boolean> replaced = new TreeMap<>();
        for (JsonNode each : server.get(campaign.operator(), "/v1/report?campaign=" + campaign.id())
                .json()
                .path("failed")) {
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
