package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.task.TaskId;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import org.junit.jupiter.api.Test;

/** What was left out of sources is said where a run is summed up. */
class ReportedSourcesTests {

    private static final String RESULT = """
            {"picks": [],
             "unreadable": [{"location": "a.xml", "code": "SOURCE_NOT_A_FEED", "message": "a.xml: it is a web page"}],
             "left_out": [{"location": "b.xml", "item": "Bread", "code": "ITEM_DUPLICATE", "message": "stands there before"},
                          {"location": "b.xml", "item": "Cake", "code": "ITEM_DUPLICATE", "message": "stands there before"},
                          {"location": "b.xml", "item": "", "code": "ITEMS_OVER_LIMIT", "message": "has 200 more entries"}],
             "hints": [{"location": "c.xml", "code": "FEED_MAY_BE_OWN", "message": "looks like the agent's own"}]}
            """;

    @Test
    void aReportNamesEachSourceAndReasonOnce() {
        TestServer server = TestServer.shared();
        TestCampaign campaign = TestCampaign.on(server);
        TaskId research = campaign.planOne(TaskType.RESEARCH).id();
        campaign.jdbc()
                .sql("UPDATE tasks SET result_data = ?::jsonb WHERE id = ?")
                .params(RESULT, research.value())
                .update();
        assertThat(server.get(campaign.operator(), "/v1/report?campaign=" + campaign.id())
                        .json()
                        .path("warnings")
                        .values())
                .extracting(warning -> warning.path("code").asString() + " "
                        + warning.path("message").asString())
                .containsExactlyInAnyOrder(
                        "SOURCE_NOT_A_FEED a.xml: it is a web page",
                        "ITEM_DUPLICATE b.xml: \"Bread\" stands there before (and 1 more)",
                        "ITEMS_OVER_LIMIT b.xml: has 200 more entries",
                        "FEED_MAY_BE_OWN c.xml: looks like the agent's own");
    }
}
