package dev.chimera.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.persona.AgentId;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** X's rules for automated accounts, through the real Worker and Judge on a real PostgreSQL. */
class PlatformPolicyTests {

    private static final TestServer SERVER = TestServer.start(SharedServers.fresh(), "worker,judge,bridge,api");

    private final TestCampaign campaign = TestCampaign.on(SERVER);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Written by hand, so that a person decides as soon as the policy has nothing against it. */
    private TaskId submitted(String text) {
        UUID id = UUID.randomUUID();
        ObjectNode task = JsonNodeFactory.instance
                .objectNode()
                .put("task_id", id.toString())
                .put("parent_goal_id", campaign.id().toString())
                .put("type", "ENGAGEMENT")
                .put("status", "PENDING");
        task.putObject("payload").put("text", text);
        TestServer.Reply reply = SERVER.post(campaign.operator(), "/v1/tasks", task.toString());
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return new TaskId(id);
    }

    private void refuses(String code, String text) {
        Task failed = campaign.await(submitted(text), TaskStatus.FAILED);
        assertThat(failed.failure()).isNotNull().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("REJECTED");
            assertThat(failure.message()).contains(code + ": ");
        });
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = ? AND task_id = ?"
                                + " AND evidence->'violations' @> jsonb_build_array(jsonb_build_object('code', ?::text))",
                        campaign.tenant().value(),
                        failed.id().value(),
                        code))
                .isPositive();
    }

    private void asksAPersonAbout(String text) {
        TaskId task = submitted(text);
        JsonNode review = Awaitility.await(text)
                .atMost(TestCampaign.SOON)
                .until(
                        () -> SERVER.get(campaign.moderator(), "/v1/reviews")
                                .json()
                                .path("reviews")
                                .valueStream()
                                .filter(one -> one.path("task_id").asString().equals(task.toString()))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
        assertThat(review.path("why").asString()).startsWith("HAND_WRITTEN");
    }

    private void mentionedBy(String handle, String ago) {
        campaign.jdbc()
                .sql(
                        "INSERT INTO x_mentions (tenant_id, agent_id, handle, mentioned_at) VALUES (?, ?, ?, now() - ?::interval)")
                .params(campaign.tenant().value(), campaign.agent().value(), handle, ago)
                .update();
    }

    private AgentId another() {
        UUID id = UUID.randomUUID();
        campaign.jdbc()
                .sql("INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (?, ?, ?, 'SOUL.md', '')")
                .params(campaign.tenant().value(), id, "Another " + id)
                .update();
        return new AgentId(id);
    }

    private void posted(AgentId agent, String text, String ago) {
        campaign.jdbc()
                .sql("""
                        INSERT INTO posts (tenant_id, id, agent_id, text, is_ai_labeled, state, posted_at)
                        VALUES (?, ?, ?, ?, true, 'PUBLISHED', now() - ?::interval)
                        """)
                .params(campaign.tenant().value(), UUID.randomUUID(), agent.value(), text, ago)
                .update();
    }

    private void aboutToPost(AgentId agent, String text) {
        Task task = campaign.planOne(TaskType.ENGAGEMENT);
        campaign.jdbc()
                .sql("""
                        INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by,
                                             state, ready_at, version_id)
                        VALUES (?, ?, ?, ?, 'post_tweet', jsonb_build_object('text', ?::text), repeat('a', 64), 'test',
                                'INTENDED', 'infinity', gen_random_uuid())
                        """)
                .params(campaign.tenant().value(), UUID.randomUUID(), task.id().value(), agent.value(), text)
                .update();
    }

    @Test
    void takesOneCashtag() {
        refuses("TOO_MANY_CASHTAGS", "We tested $BEAN and $ROAST on one morning.");
        asksAPersonAbout("We tested $BEAN for $5 on one morning.");
    }

    @Test
    void answersOnlyWhoSummonedTheAgentLately() {
        mentionedBy("beanfarm", "1 hour");
        mentionedBy("longago", "8 days");

        asksAPersonAbout("@BeanFarm we tested it on one morning.");
        refuses("REPLY_NOT_SUMMONED", "@longago we tested it on one evening.");
        refuses("REPLY_NOT_SUMMONED", "We tested it for @stranger on one night.");
    }

    @Test
    void knowsNoSummonsOfAnotherAgent() {
        campaign.jdbc()
                .sql(
                        "INSERT INTO x_mentions (tenant_id, agent_id, handle, mentioned_at) VALUES (?, ?, 'beanfarm', now())")
                .params(campaign.tenant().value(), another().value())
                .update();
        refuses("REPLY_NOT_SUMMONED", "@beanfarm we tested it on one morning.");
    }

    @Test
    void leavesThoseAloneWhoAskedForItUntilAnOperatorSaysOtherwise() {
        mentionedBy("beanfarm", "1 hour");
        assertThat(SERVER.post(campaign.operator(), "/v1/opt-outs", "{\"handle\":\"@BeanFarm\"}")
                        .status())
                .isEqualTo(200);
        refuses("OPTED_OUT", "@beanfarm we tested it on one morning.");

        assertThat(SERVER.delete(campaign.operator(), "/v1/opt-outs/beanfarm").status())
                .isEqualTo(200);
        asksAPersonAbout("@beanfarm we tested it on one evening.");
    }

    @Test
    void saysNothingThatAnotherAgentSaidLately() {
        AgentId another = another();
        posted(
                another,
                "Our repair workshop is open every Wednesday from 18:00, and all tools are free to use.",
                "1 day");
        posted(another, "Last summer we painted the fence of the garden in green and yellow.", "8 days");
        posted(campaign.agent(), "The kettle in the kitchen is new, and it whistles in two tones.", "1 day");

        refuses(
                "SIMILAR_TO_ANOTHER_AGENT",
                "From 18:00 on every Wednesday our repair workshop is open, and all tools are free to use.");
        asksAPersonAbout("Last summer we painted the fence of the garden in green and in yellow.");
        asksAPersonAbout("We mend bicycles together on Saturday morning, bring a spare tube.");
        refuses("DUPLICATE_POST", "The kettle in the kitchen is new, and it whistles in two tones!");
    }

    @Test
    void saysNothingThatAnotherAgentIsAboutToSay() {
        aboutToPost(another(), "The library lends tools as well as books, and a drill is the most wanted.");

        refuses("SIMILAR_TO_ANOTHER_AGENT", "A drill is the most wanted: the library lends tools as well as books.");
    }

    @Test
    void saysWhatAnAgentOfAnotherTenantSaid() {
        TestCampaign elsewhere = TestCampaign.on(SERVER);
        elsewhere
                .jdbc()
                .sql("""
                        INSERT INTO posts (tenant_id, id, agent_id, text, is_ai_labeled, state, posted_at)
                        VALUES (?, ?, ?, 'The bridge opens again on Monday at noon.', true, 'PUBLISHED', now())
                        """)
                .params(
                        elsewhere.tenant().value(),
                        UUID.randomUUID(),
                        elsewhere.agent().value())
                .update();
        asksAPersonAbout("The bridge opens again on Monday at noon.");
    }

    /** Two agents with the same idea in one batch: neither is in the database yet. */
    @Test
    void meetsWhatWasApprovedInTheSameBatch() {
        TestServer quiet = TestServer.shared();
        TestCampaign batch = TestCampaign.on(quiet);
        Task task = batch.planOne(TaskType.CONTENT_GEN);
        batch.jdbc()
                .sql("UPDATE tasks SET result_data = '{\"text\": \"The mill grinds on Fridays.\"}' WHERE id = ?")
                .param(task.id().value())
                .update();
        Task drafted = batch.task(task.id());
        Brief mine = quiet.bean(BriefStore.class)
                .of(List.of(drafted))
                .values()
                .iterator()
                .next();
        Brief theirs = new Brief(
                mine.tenant(),
                mine.campaign(),
                mine.version(),
                new AgentId(UUID.randomUUID()),
                true,
                mine.goal(),
                mine.soul());
        Neighbours neighbours = new Neighbours(quiet.bean(OthersStore.class));

        assertThat(neighbours.of(drafted, mine).posts()).isEmpty();
        neighbours.approved(drafted, mine);

        assertThat(neighbours.of(drafted, theirs).posts()).containsExactly("The mill grinds on Fridays.");
        assertThat(neighbours.of(drafted, mine).posts()).isEmpty();
    }
}
