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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

    private static final String NEWS = """
            The mill on the quay opens again on Monday at nine. We have ground rye there since 1911, and our doors are open
            to everybody until the end of March. Bring your own sacks: one of five kilos costs four euros.""";

    private static String feed(String text) {
        return "<rss version=\"2.0\"><channel><title>News of the quay</title><link>https://example.org/</link>"
                + "<item><title>The mill opens again</title><link>https://example.org/mill</link><description>" + text
                + "</description></item></channel></rss>";
    }

    /** A campaign about the mill, made of this feed. */
    private UUID handedIn(String feed, boolean own) {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        ObjectNode file = request.putObject("file");
        file.putObject("agent")
                .put("name", "Miller " + UUID.randomUUID().toString().substring(0, 8))
                .put("soul", "SOUL.md");
        ObjectNode about = file.putObject("campaign")
                .put("goal", "Tell the neighbours that the mill on the quay opens again")
                .put("posts", 1)
                .put("daily_budget_usd", "5.00");
        about.putArray("sources").addObject().put("from", "news.xml").put("own", own);
        request.put("soul", "---\nname: Miller\nvoice: plain\ntopics:\n  - mills\n---\nA mill on a quay.");
        request.putArray("sources").addObject().put("location", "news.xml").put("content", feed);
        TestServer.Reply reply = SERVER.post(campaign.operator(), "/v1/campaigns", request.toString());
        assertThat(reply.status()).as(reply.raw().body()).isBetween(200, 201);
        return UUID.fromString(reply.json().path("id").stringValue());
    }

    private JsonNode settled(UUID id) {
        return Awaitility.await("campaign " + id)
                .atMost(BOUND)
                .until(
                        () -> SERVER.get(campaign.operator(), "/v1/report?campaign=" + id)
                                .json(),
                        report -> report.path("settled").asBoolean(false));
    }

    @Test
    void aFeedThatOverflowedEveryPatternIsReadAndTheWorkerGoesOn() {
        UUID hostile = handedIn(feed(HOSTILE), false);
        settled(hostile);

        assertThat(SERVER.get(campaign.operator(), "/actuator/health/liveness").status())
                .isEqualTo(200);
        assertThat(settled(handedIn(feed(NEWS), true)).toString()).contains("mill");
    }

    @Test
    void aFeedSpeaksForTheAgentOnlyWhereItsFileSaysSo() {
        assertThat(words(settled(handedIn(feed(NEWS), true)))).containsAnyOf("We have ground", "our doors");
        assertThat(words(settled(handedIn(feed(NEWS), false)))).doesNotContain("We have ground", "our doors");
    }

    /** All that was posted, or that a person is asked about. */
    private static String words(JsonNode report) {
        StringBuilder words = new StringBuilder();
        report.path("posts")
                .forEach(post -> words.append(post.path("text").asString("")).append('\n'));
        report.path("scheduled")
                .forEach(post -> words.append(post.path("text").asString("")).append('\n'));
        report.path("reviews")
                .forEach(review -> words.append(
                                review.path("arguments").path("text").asString(""))
                        .append('\n'));
        return words.toString();
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
