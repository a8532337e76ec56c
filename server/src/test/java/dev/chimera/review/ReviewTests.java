package dev.chimera.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.tenant.Caller;
import dev.chimera.testing.MoodyTimeline;
import dev.chimera.testing.MoodyTimeline.Mood;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** A person wrote a post by hand, so another person decides: over HTTP, with the whole engine behind it. */
class ReviewTests {

    private static final SharedServers.Fresh SERVERS = SharedServers.fresh();
    private static final TestServer SERVER = started();

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final String text =
            "We tested review number " + UUID.randomUUID().toString().substring(0, 8) + " today.";

    static class World {
        @Bean
        MoodyTimeline moodyTimeline(InstantSource clock) {
            return new MoodyTimeline(clock);
        }
    }

    private static TestServer started() {
        return TestServer.start(
                SERVERS,
                "worker,judge,effect,bridge,api",
                List.of(World.class),
                "chimera.broker.lease=6s",
                "chimera.broker.renew-every=500ms",
                "chimera.effect.timeout=5s",
                "chimera.effect.looks=0s",
                "chimera.effect.cooldown=0s",
                "chimera.twitter.cooldown=0s");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void cheerUp() {
        world().becomes(Mood.GOOD);
    }

    private static MoodyTimeline world() {
        return SERVER.bean(MoodyTimeline.class);
    }

    private TaskId submitted(Caller.Person by) {
        UUID id = UUID.randomUUID();
        TestServer.Reply reply = SERVER.post(by, "/v1/tasks", """
                {"task_id": "%s", "parent_goal_id": "%s", "type": "ENGAGEMENT", "payload": {"text": "%s"},
                 "status": "PENDING"}
                """.formatted(id, campaign.id(), text));
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return new TaskId(id);
    }

    private List<JsonNode> open() {
        return SERVER.get(campaign.moderator(), "/v1/reviews")
                .json()
                .path("reviews")
                .valueStream()
                .toList();
    }

    private String asked() {
        return Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(this::open, reviews -> !reviews.isEmpty())
                .getFirst()
                .path("id")
                .stringValue();
    }

    private TestServer.Reply approve(Caller.Person by, String review) {
        return SERVER.post(by, "/v1/reviews/" + review + "/approve");
    }

    private TestServer.Reply reject(Caller.Person by, String review) {
        return SERVER.post(by, "/v1/reviews/" + review + "/reject", "{\"reason\": \"not today\"}");
    }

    private String codeOf(TaskId task) {
        Task found = campaign.task(task);
        return found.failure() == null ? "" : found.failure().code();
    }

    @Test
    void postsWhatAPersonApprovedExactlyOnce() {
        TaskId task = submitted(campaign.operator());
        String review = asked();
        assertThat(open().getFirst().path("content_hash").stringValue()).matches("[0-9a-f]{64}");
        assertThat(approve(campaign.moderator(), review).status()).isEqualTo(200);
        campaign.await(task, TaskStatus.COMPLETED);
        assertThat(world().postsOf(text)).isEqualTo(1);
        assertThat(open()).isEmpty();
        assertThat(campaign.trail(task)).contains("TaskEscalated", "ReviewApproved", "EffectConfirmed");
    }

    @Test
    void neverPostsWhatAPersonRejected() {
        TaskId task = submitted(campaign.operator());
        String review = asked();
        assertThat(reject(campaign.moderator(), review).status()).isEqualTo(200);
        assertThat(campaign.task(task).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(codeOf(task)).isEqualTo("REJECTED");
        assertThat(world().attemptsAt(text)).isZero();
        assertThat(approve(campaign.moderator(), review).code()).isEqualTo("ALREADY_DECIDED");
    }

    @Test
    void decidesOnce() {
        submitted(campaign.operator());
        String review = asked();
        approve(campaign.moderator(), review);
        assertThat(approve(campaign.moderator(), review).code()).isEqualTo("ALREADY_DECIDED");
        assertThat(reject(campaign.moderator(), review).status()).isEqualTo(409);
    }

    @Test
    void letsOnlyAModeratorDecide() {
        submitted(campaign.operator());
        String review = asked();
        assertThat(approve(campaign.operator(), review).code()).isEqualTo("FORBIDDEN");
        assertThat(reject(campaign.operator(), review).code()).isEqualTo("FORBIDDEN");
        TestCampaign other = TestCampaign.on(SERVER);
        assertThat(approve(other.moderator(), review).status()).isEqualTo(404);
        assertThat(open()).hasSize(1);
    }

    @Test
    void letsNobodyApproveWhatTheyProposed() {
        submitted(campaign.operator());
        String review = asked();
        SERVER.jdbc()
                .sql("UPDATE reviews SET proposed_by = ? WHERE id = ?::uuid")
                .params(campaign.moderator().user().value(), review)
                .update();
        TestServer.Reply reply = approve(campaign.moderator(), review);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("SELF_APPROVAL");
    }

    @Test
    void endsATaskThatNobodyDecidedAbout() {
        TaskId task = submitted(campaign.operator());
        String review = asked();
        SERVER.jdbc()
                .sql("UPDATE reviews SET expires_at = now() - interval '1 second' WHERE id = ?::uuid")
                .param(review)
                .update();
        assertThat(approve(campaign.moderator(), review).code()).isEqualTo("REVIEW_EXPIRED");
        SERVER.bean(ReviewExpirer.class).expireOverdue();
        // The server's own expirer may be at it in this very moment.
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> codeOf(task), "REVIEW_EXPIRED"::equals);
        assertThat(open()).isEmpty();
    }

    @Test
    void decidesNothingAboutATaskThatWentOn() {
        TaskId task = submitted(campaign.operator());
        String review = asked();
        SERVER.jdbc()
                .sql("UPDATE tasks SET version_id = gen_random_uuid() WHERE id = ?")
                .param(task.value())
                .update();
        assertThat(approve(campaign.moderator(), review).code()).isEqualTo("ALREADY_DECIDED");
        assertThat(campaign.count("SELECT count(*) FROM effects WHERE task_id = ?", task.value()))
                .isZero();
        assertThat(open()).hasSize(1);
    }

    @Test
    void withdrawsTheQuestionWhenTheTaskIsCancelled() {
        TaskId task = submitted(campaign.operator());
        asked();
        assertThat(SERVER.post(campaign.operator(), "/v1/tasks/" + task + "/cancel")
                        .status())
                .isEqualTo(200);
        assertThat(open()).isEmpty();
    }

    /** Fault 18. */
    @Test
    void keepsTheQuestionThroughARestart() {
        TaskId task = submitted(campaign.operator());
        String review = asked();
        try (TestServer second = started()) {
            assertThat(second.bean(ReviewStore.class).open(campaign.tenant()))
                    .extracting(found -> found.id().toString())
                    .containsExactly(review);
            second.bean(Decisions.class)
                    .approve(
                            second.bean(ReviewStore.class)
                                    .open(campaign.tenant())
                                    .getFirst(),
                            campaign.moderator());
        }
        campaign.await(task, TaskStatus.COMPLETED);
    }

    private String inDoubt(TaskId[] task) {
        world().becomes(Mood.FAILS_WITHOUT_ACTING);
        task[0] = submitted(campaign.operator());
        approve(campaign.moderator(), asked());
        return asked();
    }

    @Test
    void believesAPersonWhoSawThePost() {
        TaskId[] task = new TaskId[1];
        assertThat(approve(campaign.moderator(), inDoubt(task)).status()).isEqualTo(200);
        assertThat(campaign.task(task[0]).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(campaign.trail(task[0])).contains("EffectConfirmed", "TaskSettled");
        assertThat(world().attemptsAt(text)).isEqualTo(1);
    }

    @Test
    void believesAPersonWhoSawNoPostAndNeverSendsItAgain() {
        TaskId[] task = new TaskId[1];
        assertThat(reject(campaign.moderator(), inDoubt(task)).status()).isEqualTo(200);
        assertThat(campaign.task(task[0]).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(world().attemptsAt(text)).isEqualTo(1);
    }

    @Test
    void showsNobodyTheQuestionsOfARehearsal() {
        TaskId task = submitted(campaign.operator());
        String review = asked();
        SERVER.jdbc()
                .sql("UPDATE tasks SET dry_run = true WHERE id = ?")
                .param(task.value())
                .update();
        assertThat(open()).isEmpty();
        assertThat(approve(campaign.moderator(), review).status()).isEqualTo(404);
    }
}
