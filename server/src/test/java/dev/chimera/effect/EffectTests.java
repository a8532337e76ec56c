package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.ProcessLease;
import dev.chimera.budget.Usd;
import dev.chimera.failure.Failure;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.testing.MoodyTimeline;
import dev.chimera.testing.MoodyTimeline.Mood;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an approval to a world that does not always answer. */
class EffectTests {

    private static final EffectStage STAGE = new EffectStage();
    private static final TestServer SERVER = STAGE.server;
    private static final MoodyTimeline WORLD = STAGE.world;

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final EffectStore effects = STAGE.effects;
    private final String text = "A post that says " + UUID.randomUUID();

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

    private Task waitingForItsEffect() {
        return STAGE.waitingForItsEffect(campaign, campaign.newTask(TaskType.ENGAGEMENT));
    }

    private Task approved() {
        Task task = waitingForItsEffect();
        assertThat(STAGE.intend(task, text)).hasSize(1);
        return task;
    }

    private Task approvedWhilePaused() {
        Task task = waitingForItsEffect();
        campaign.become("PAUSED");
        assertThat(STAGE.intend(task, text)).hasSize(1);
        return task;
    }

    private Effect await(Task task, EffectState state) {
        return Awaitility.await(state + " of " + task.id())
                .atMost(TestCampaign.SOON)
                .until(() -> STAGE.effect(task), found -> found.state() == state);
    }

    private List<String> effectTrail(Task task) {
        return campaign.trail(task.id()).stream()
                .filter(event -> event.startsWith("Effect"))
                .toList();
    }

    @Test
    void postsOnceAndCompletesTheTask() {
        Task task = approved();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(STAGE.effect(task).externalId())
                .isEqualTo("x-" + STAGE.effect(task).id());
        assertThat(WORLD.postsOf(text)).isEqualTo(1);
        assertThat(effectTrail(task)).containsExactly("EffectIntended", "EffectSending", "EffectConfirmed");
    }

    /** Fault 3: done, but the caller is told otherwise. */
    @Test
    void findsWhatWasPostedAlthoughTheCallFailed() {
        WORLD.becomes(Mood.ACTS_AND_THEN_FAILS);
        Task task = approved();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(WORLD.attemptsAt(text)).isEqualTo(1);
        assertThat(effectTrail(task))
                .containsExactly("EffectIntended", "EffectSending", "EffectUnknown", "EffectConfirmed");
    }

    @Test
    void asksAPersonAboutWhatItCanNotFindAndNeverSendsItAgain() {
        WORLD.becomes(Mood.FAILS_WITHOUT_ACTING);
        Task task = approved();
        campaign.await(task.id(), TaskStatus.REVIEW);
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.UNKNOWN);
        assertThat(campaign.trail(task.id())).endsWith("TaskInDoubt");
        assertThat(campaign.count(
                        "SELECT count(*) FROM reviews WHERE task_id = ? AND kind = 'UNKNOWN_OUTCOME' AND state = 'OPEN'",
                        task.id().value()))
                .isEqualTo(1);
        assertThat(WORLD.attemptsAt(text)).isEqualTo(1);
    }

    @Test
    void failsForGoodWhatTheBridgeRefuses() {
        Task task = waitingForItsEffect();
        STAGE.intend(task, "x".repeat(281));
        Task failed = campaign.await(task.id(), TaskStatus.FAILED);
        assertThat(failed.failure())
                .isNotNull()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("TEXT_TOO_LONG"));
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.FAILED);
    }

    @Test
    void waitsForTheTimeThatARateLimitNames() {
        SERVER.jdbc()
                .sql("UPDATE agents SET next_slot_at = now() + interval '1 hour' WHERE id = ?")
                .param(campaign.agent().value())
                .update();
        Task task = approved();
        // Planned for the slot already; asked for too early, the bridge names the time.
        SERVER.jdbc()
                .sql("UPDATE effects SET ready_at = now() WHERE task_id = ?")
                .param(task.id().value())
                .update();
        Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(() -> effectTrail(task).contains("EffectPostponed"));
        assertThat(campaign.count(
                        "SELECT count(*) FROM effects WHERE task_id = ? AND ready_at > now() + interval '59 minutes'",
                        task.id().value()))
                .isEqualTo(1);
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.INTENDED);
        assertThat(WORLD.attemptsAt(text)).isZero();
    }

    @Test
    void waitsLongerForTheSameThingEachTimeAndTellsItOnce() {
        Task task = approvedWhilePaused();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            putOff(task, "NOT_SENT", Duration.ofSeconds(1));
            waits.add(campaign.count(
                    "SELECT round(extract(epoch FROM ready_at - updated_at)) FROM effects WHERE task_id = ?",
                    task.id().value()));
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
        assertThat(effectTrail(task)).containsExactly("EffectIntended", "EffectPostponed");

        putOff(task, "RATE_LIMITED", Duration.ofHours(1));
        putOff(task, "RATE_LIMITED", Duration.ofHours(1));
        putOff(task, "NOT_SENT", Duration.ofSeconds(1));
        assertThat(effectTrail(task))
                .containsExactly("EffectIntended", "EffectPostponed", "EffectPostponed", "EffectPostponed");
        campaign.become("ACTIVE");
    }

    private void putOff(Task task, String code, Duration told) {
        assertThat(effects.settle(STAGE.effect(task), new Settlement.Postponed(Failure.of(code, "no"), told), "test"))
                .isPresent();
    }

    @Test
    void intendsOneEffectForATaskAndNeverTheSameTextTwice() {
        Task task = approved();
        assertThat(STAGE.intend(task, "something else")).isEmpty();
        assertThat(STAGE.intend(waitingForItsEffect(), text)).isEmpty();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(STAGE.intend(waitingForItsEffect(), text)).isEmpty();
        assertThat(WORLD.attemptsAt(text)).isEqualTo(1);
    }

    @Test
    void sendsNothingOfACampaignThatIsPaused() {
        Task task = approvedWhilePaused();
        assertThat(effects.send(
                        STAGE.effect(task),
                        Usd.ZERO,
                        SERVER.bean(ProcessLease.class).current()))
                .isEmpty();
        campaign.become("ACTIVE");
        campaign.await(task.id(), TaskStatus.COMPLETED);
    }

    @Test
    void sendsNothingForAProcessWhoseLeaseRanOut() {
        Task task = approvedWhilePaused();
        assertThat(effects.send(STAGE.effect(task), Usd.ZERO, UUID.randomUUID()))
                .isEmpty();
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.INTENDED);
    }

    /** The answer came, and the database was away: the sender lives, and will never record it. */
    @Test
    void looksForWhatALivingSenderCouldNotRecord() {
        Task task = approvedWhilePaused();
        SERVER.jdbc()
                .sql("""
                        UPDATE effects SET state = 'SENDING', sender_id = ?, sent_at = now() - interval '1 minute',
                                           not_after = now() - interval '50 seconds'
                        WHERE task_id = ?
                        """)
                .params(SERVER.bean(ProcessLease.class).current(), task.id().value())
                .update();
        await(task, EffectState.UNKNOWN);
        campaign.await(task.id(), TaskStatus.REVIEW);
        assertThat(WORLD.attemptsAt(text)).isZero();
    }

    @Test
    void cancelsWhatIsNotSentYetTogetherWithItsEffect() {
        Task task = approvedWhilePaused();
        TestServer.Reply reply = SERVER.post(campaign.operator(), "/v1/tasks/" + task.id() + "/cancel");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.FAILED);
        assertThat(campaign.task(task.id()).status()).isEqualTo(TaskStatus.FAILED);
        campaign.become("ACTIVE");
        assertThat(effects.due(100)).noneMatch(due -> due.effect().task().equals(task.id()));
    }

    @Test
    void cancelsNothingThatWasSent() {
        WORLD.becomes(Mood.FAILS_WITHOUT_ACTING);
        Task task = approved();
        campaign.await(task.id(), TaskStatus.REVIEW);
        TestServer.Reply reply = SERVER.post(campaign.operator(), "/v1/tasks/" + task.id() + "/cancel");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("EFFECT_IN_FLIGHT");
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.UNKNOWN);
    }
}
