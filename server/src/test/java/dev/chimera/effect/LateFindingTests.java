package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.OwnCallPolicy;
import dev.chimera.bridge.Refusal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.testing.MoodyTimeline;
import dev.chimera.testing.MoodyTimeline.Mood;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What was posted, and shows itself only when its outcome stands somewhere already. */
class LateFindingTests {

    private static final EffectStage STAGE = new EffectStage();
    private static final TestServer SERVER = STAGE.server;
    private static final MoodyTimeline WORLD = STAGE.world;

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final String text = "A post that shows itself late: " + UUID.randomUUID();

    @AfterAll
    static void stop() {
        STAGE.close();
    }

    @BeforeEach
    void cheerUp() {
        STAGE.cheerUp();
    }

    @AfterEach
    void sum() {
        STAGE.checkBooks();
    }

    private Task posted(TestCampaign by, String what) {
        Task task = STAGE.waitingForItsEffect(by, by.newTask(TaskType.ENGAGEMENT));
        assertThat(STAGE.intend(task, what)).hasSize(1);
        return task;
    }

    /** It is out there, its answer was lost, and no timeline shows it: a person is asked. */
    private Task inDoubt() {
        WORLD.hides(text);
        WORLD.becomes(Mood.ACTS_AND_THEN_FAILS);
        Task task = posted(campaign, text);
        campaign.await(task.id(), TaskStatus.REVIEW);
        return task;
    }

    private List<JsonNode> questions() {
        return SERVER.get(campaign.moderator(), "/v1/reviews")
                .json()
                .path("reviews")
                .valueStream()
                .toList();
    }

    private String question() {
        return questions().getFirst().path("id").stringValue();
    }

    /** The next look comes at once. */
    private void look(Task task) {
        SERVER.jdbc()
                .sql("UPDATE effects SET next_look_at = now() WHERE task_id = ? AND next_look_at IS NOT NULL")
                .param(task.id().value())
                .update();
    }

    private void awaitFound(Task task) {
        Awaitility.await("found").atMost(TestCampaign.SOON).until(() -> {
            look(task);
            return ("x-" + STAGE.effect(task).id()).equals(STAGE.effect(task).externalId());
        });
    }

    /** As the status counts them: what has ended is not counted again, so a correction has to take one away. */
    private List<Integer> ended(String kind, String... states) {
        JsonNode counts = SERVER.get(campaign.operator(), "/v1/status").json().path(kind);
        return Stream.of(states).map(state -> counts.path(state).asInt()).toList();
    }

    private List<String> reported() {
        JsonNode report = SERVER.get(campaign.operator(), "/v1/report?campaign=" + campaign.id())
                .json();
        List<String> lines = new ArrayList<>();
        report.path("posts")
                .forEach(post -> lines.add("post " + post.path("text").asString("")));
        report.path("failed")
                .forEach(failed -> lines.add("failed " + failed.path("code").asString("")));
        report.path("reviews")
                .forEach(review -> lines.add("review " + review.path("tool").asString("")));
        return lines;
    }

    @Test
    void withdrawsTheQuestionWhenItIsFoundBeforeAnybodyAnswers() {
        Task task = inDoubt();
        assertThat(reported()).containsExactly("review post_tweet");

        WORLD.shows(text);
        awaitFound(task);

        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.CONFIRMED);
        assertThat(questions()).isEmpty();
        assertThat(campaign.trail(task.id())).endsWith("TaskSettled");
        assertThat(reported()).containsExactly("post " + text);
    }

    @Test
    void correctsAPersonWhoSaidThatItWasNotPosted() {
        Task task = inDoubt();
        assertThat(SERVER.post(
                                campaign.moderator(),
                                "/v1/reviews/" + question() + "/reject",
                                "{\"reason\": \"I do not see it\"}")
                        .status())
                .isEqualTo(200);
        assertThat(reported()).containsExactly("failed REJECTED");
        assertThat(ended("tasks", "COMPLETED", "FAILED")).containsExactly(0, 1);
        assertThat(ended("effects", "CONFIRMED", "FAILED")).containsExactly(0, 1);

        WORLD.shows(text);
        awaitFound(task);

        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(ended("tasks", "COMPLETED", "FAILED")).containsExactly(1, 0);
        assertThat(ended("effects", "CONFIRMED", "FAILED")).containsExactly(1, 0);
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.CONFIRMED);
        assertThat(campaign.trail(task.id())).contains("ReviewRejected", "EffectCorrected", "TaskCorrected");
        assertThat(reported()).containsExactly("post " + text);
    }

    /** As the rules for an own post see it, which are those of the Judge. */
    private String saidAgainst(String what) {
        return SERVER.bean(OwnCallPolicy.class)
                .refusal(campaign.tenant(), campaign.agent(), what)
                .map(Refusal::message)
                .orElse("");
    }

    @Test
    void keepsATextTakenAsLongAsNobodyKnowsAndFreesItWhenItsPostFailed() {
        inDoubt();
        assertThat(saidAgainst(text)).contains("DUPLICATE_POST");

        SERVER.post(campaign.moderator(), "/v1/reviews/" + question() + "/reject", "{\"reason\": \"not there\"}");

        assertThat(saidAgainst(text)).doesNotContain("DUPLICATE_POST");
    }

    @Test
    void correctsAPersonAlsoWhenTheTextWasPostedAgainMeanwhile() {
        Task first = inDoubt();
        SERVER.post(campaign.moderator(), "/v1/reviews/" + question() + "/reject", "{\"reason\": \"not there\"}");
        WORLD.becomes(Mood.GOOD);
        Task second = posted(campaign, text);
        campaign.await(second.id(), TaskStatus.COMPLETED);

        WORLD.shows(text);
        awaitFound(first);

        campaign.await(first.id(), TaskStatus.COMPLETED);
        assertThat(reported()).containsExactly("post " + text, "post " + text);
    }

    @Test
    void learnsWhereThePostIsThatAPersonSaw() {
        Task task = inDoubt();
        SERVER.post(campaign.moderator(), "/v1/reviews/" + question() + "/approve");
        assertThat(STAGE.effect(task).externalId()).startsWith("confirmed by");
        assertThat(reported()).containsExactly("post " + text);

        WORLD.shows(text);
        awaitFound(task);

        assertThat(campaign.task(task.id()).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(reported()).containsExactly("post " + text);
    }

    @Test
    void asksAboutAnOutcomeWithoutEnd() {
        inDoubt();
        assertThat(questions().getFirst().path("expires_at").isNull()).isTrue();
        SERVER.jdbc()
                .sql("UPDATE reviews SET created_at = now() - interval '1 year' WHERE id = ?::uuid")
                .param(question())
                .update();
        assertThat(SERVER.jdbc()
                        .sql("SELECT count(*) FROM reviews WHERE id = ?::uuid AND expires_at IS NULL")
                        .param(question())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void anErrorOverOneEffectHoldsUpNoOtherOfItsAccount() {
        Task cursed = inDoubt();
        String other = "Another that shows itself late: " + UUID.randomUUID();
        WORLD.hides(other);
        Task free = posted(campaign, other);
        campaign.await(free.id(), TaskStatus.REVIEW);
        STAGE.curse.lies(cursed.id());

        WORLD.shows(text);
        WORLD.shows(other);
        Awaitility.await("the other one is found").atMost(TestCampaign.SOON).until(() -> {
            lookAtBoth(cursed, free);
            return STAGE.effect(free).state() == EffectState.CONFIRMED;
        });
        assertThat(STAGE.effect(cursed).state()).isEqualTo(EffectState.UNKNOWN);
        assertThat(questions()).as("a person is still asked about the one").hasSize(1);

        STAGE.curse.lies(null);
        awaitFound(cursed);
    }

    /** In one round, the first of them first. */
    private void lookAtBoth(Task first, Task second) {
        SERVER.jdbc()
                .sql("""
                        UPDATE effects SET next_look_at = now() - CASE task_id WHEN ? THEN interval '1 s' ELSE interval '0' END
                        WHERE task_id IN (?, ?) AND state = 'UNKNOWN'
                        """)
                .params(first.id().value(), first.id().value(), second.id().value())
                .update();
    }

    /** One account that does not answer, with many effects, holds up itself. */
    @Test
    void looksAtOtherAccountsWhileOneDoesNotAnswer() {
        TestCampaign dead = TestCampaign.on(SERVER);
        CountDownLatch over = WORLD.blocks(dead.agent());
        try {
            WORLD.becomes(Mood.FAILS_WITHOUT_ACTING);
            List<Task> stuck = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                stuck.add(posted(dead, "nobody knows " + i + " " + UUID.randomUUID()));
            }
            Awaitility.await("all are unknown")
                    .atMost(TestCampaign.SOON)
                    .until(() ->
                            stuck.stream().allMatch(task -> STAGE.effect(task).state() == EffectState.UNKNOWN));
            Awaitility.await("somebody looks there")
                    .atMost(TestCampaign.SOON)
                    .until(() -> WORLD.looksAt(dead.agent()) > 0);

            WORLD.becomes(Mood.ACTS_AND_THEN_FAILS);
            Task ours = posted(campaign, text);

            campaign.await(ours.id(), TaskStatus.COMPLETED);
            assertThat(over.getCount())
                    .as("the other account still does not answer")
                    .isEqualTo(1);
            assertThat(stuck).allMatch(task -> STAGE.effect(task).state() == EffectState.UNKNOWN);
        } finally {
            over.countDown();
        }
    }
}
