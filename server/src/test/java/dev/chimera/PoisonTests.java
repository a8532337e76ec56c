package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tasks that were made to take a loop down, or to come back for ever, through the real workers and the real Judge. */
class PoisonTests {

    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final String HOSTILE = "1.".repeat(3_000) + "1";
    private static final TestServer SERVER = TestServer.start("planner,worker,judge,effect,bridge,api");

    private final TestCampaign campaign = TestCampaign.on(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static TestServer.Reply submit(TestCampaign to, UUID task, String payload) {
        return SERVER.post(to.operator(), "/v1/tasks", """
                        {"task_id":"%s","parent_goal_id":"%s","type":"ENGAGEMENT","payload":%s,"status":"PENDING"}
                        """.formatted(task, to.id(), payload));
    }

    private static UUID submitted(TestCampaign to, String text) {
        UUID task = UUID.randomUUID();
        TestServer.Reply reply = submit(to, task, "{\"text\":\"" + text + "\"}");
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return task;
    }

    private static JsonNode ended(TestCampaign of, UUID task) {
        return Awaitility.await()
                .atMost(BOUND)
                .until(
                        () -> SERVER.get(of.operator(), "/v1/tasks/" + task).json(),
                        whole -> whole.path("task").path("status").asString("").equals("FAILED"));
    }

    private static void reachesAPerson(TestCampaign of, UUID task) {
        Awaitility.await()
                .atMost(BOUND)
                .until(() ->
                        SERVER.get(of.operator(), "/v1/reviews").raw().body().contains(task.toString()));
    }

    @Test
    void aTextThatOverflowedEveryPatternFailsAloneAndTheJudgeGoesOn() {
        JsonNode hostile = ended(campaign, submitted(campaign, HOSTILE));

        assertThat(hostile.path("error").path("code").asString("")).isEqualTo("TEXT_TOO_LONG");
        reachesAPerson(campaign, submitted(campaign, "Two tests were written today, and both of them passed."));
        assertThat(SERVER.get(campaign.operator(), "/actuator/health/liveness").status())
                .isEqualTo(200);
    }

    @Test
    void aSoulThatNoLongerParsesParksItsOwnTaskAndTheOthersFlow() {
        TestCampaign broken = TestCampaign.on(SERVER);
        SERVER.owner()
                .sql("UPDATE agents SET soul = 'no front matter at all' WHERE tenant_id = ?")
                .param(broken.tenant().value())
                .update();
        UUID poison = submitted(broken, "Nobody can say in whose voice this is, and it is judged all the same.");
        UUID good = submitted(campaign, "Three tests were written today, and all of them passed.");

        reachesAPerson(campaign, good);
        assertThat(ended(broken, poison).path("error").path("code").asString(""))
                .isEqualTo("POISON");
    }

    @Test
    void aDocumentThatGrowsBehindTheDoorIsRefusedAtIt() {
        String payload = "{\"text\":\"a\",\"numbers\":[" + "1e308,".repeat(2_000) + "1]}";

        assertThat(submit(campaign, UUID.randomUUID(), payload).code()).isEqualTo("DOCUMENT_TOO_LARGE");
    }

    @Test
    void aDocumentThatHasGrownInsideFailsWithACodeInsteadOfBeingHintedForEver() {
        UUID task = submitted(campaign, "Four tests were written today, and all of them passed.");
        reachesAPerson(campaign, task);
        SERVER.owner()
                .sql("UPDATE tasks SET payload = payload || jsonb_build_object('more', repeat('x', 300000)),"
                        + " ready_at = now() - interval '1 minute' WHERE id = ?")
                .param(task)
                .update();

        assertThat(ended(campaign, task).path("error").path("code").asString(""))
                .isEqualTo("DOCUMENT_TOO_LARGE");
    }
}
