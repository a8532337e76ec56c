package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that a person hands in, and the campaign that it belongs to. */
class TaskIntakeTests {

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final UUID task = UUID.randomUUID();

    private TestServer.Reply submit() {
        return server.post(campaign.operator(), "/v1/tasks", """
                        {"task_id":"%s","parent_goal_id":"%s","type":"RESEARCH","payload":{"goal":"Look again"},
                        "status":"PENDING"}""".formatted(task, campaign.id()));
    }

    private long stored() {
        return campaign.count("SELECT count(*) FROM tasks WHERE id = ?", task);
    }

    @Test
    void reopensACompletedCampaign() {
        campaign.become("COMPLETED");
        assertThat(submit().status()).isEqualTo(200);
        assertThat(campaign.status()).isEqualTo("ACTIVE");
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void reopensNothingForATaskThatThereIsAlready() {
        assertThat(submit().status()).isEqualTo(200);
        campaign.become("COMPLETED");
        assertThat(submit().code()).isEqualTo("TASK_EXISTS");
        assertThat(campaign.status()).isEqualTo("COMPLETED");
    }

    /** In whichever order they are written: of the task and its open campaign there are both or neither. */
    @ParameterizedTest
    @ValueSource(strings = {"UPDATE ON campaigns", "INSERT ON tasks"})
    void storesATaskWithItsCampaignOrNotAtAll(String lost) {
        campaign.become("COMPLETED");
        String column = lost.endsWith("tasks") ? "campaign_id" : "id";
        server.owner().sql("""
                        CREATE OR REPLACE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN RAISE EXCEPTION ''the server dies here''; END'
                        """).update();
        server.owner()
                .sql("CREATE TRIGGER lost AFTER " + lost + " FOR EACH ROW WHEN (NEW." + column + " = '" + campaign.id()
                        + "') EXECUTE FUNCTION lost()")
                .update();
        try {
            assertThat(submit().status()).isEqualTo(500);
        } finally {
            server.owner()
                    .sql("DROP TRIGGER lost ON " + lost.substring(lost.lastIndexOf(' ') + 1))
                    .update();
        }
        assertThat(stored()).isZero();
        assertThat(campaign.status()).isEqualTo("COMPLETED");
        assertThat(submit().status()).isEqualTo(200);
        assertThat(campaign.status()).isEqualTo("ACTIVE");
    }
}
