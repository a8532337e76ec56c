package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.EffectHints;
import dev.chimera.broker.ProcessLease;
import dev.chimera.budget.Usd;
import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.BalancedLedger;
import dev.chimera.testing.MoodyTimeline;
import dev.chimera.testing.MoodyTimeline.Mood;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** From an approval to a world that does not always answer. */
class EffectTests {

    private static final TestServer SERVER = started();
    private static final MoodyTimeline WORLD = SERVER.bean(MoodyTimeline.class);

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final TaskStore store = SERVER.bean(TaskStore.class);
    private final EffectStore effects = SERVER.bean(EffectStore.class);
    private final String text = "A post that says " + UUID.randomUUID();

    static class World {
        @Bean
        MoodyTimeline moodyTimeline(InstantSource clock) {
            return new MoodyTimeline(clock);
        }
    }

    private static TestServer started() {
        return TestServer.start(
                SharedServers.fresh(),
                "effect,bridge,api",
                List.of(World.class),
                "chimera.broker.lease=6s",
                "chimera.broker.renew-every=500ms",
                "chimera.effect.timeout=5s",
                "chimera.effect.cooldown=0s",
                "chimera.twitter.cooldown=0s");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void cheerUp() {
        WORLD.becomes(Mood.GOOD);
    }

    @AfterEach
    void sum() {
        BalancedLedger.check(SERVER.jdbc());
    }

    private Task waitingForItsEffect() {
        Task task = campaign.planOne(TaskType.ENGAGEMENT);
        task = store.claim(List.of(task.ref()), SERVER.bean(ProcessLease.class).current())
                .getFirst();
        for (TaskLifecycle step : List.of(TaskLifecycle.SUBMIT, TaskLifecycle.INTEND)) {
            task = store.move(List.of(Transition.along(step, task.ref(), "test")))
                    .tasks()
                    .getFirst();
        }
        return task;
    }

    private Set<?> intend(Task task, String said) {
        Proposal proposal = new Proposal("post_tweet", TestCampaign.payload().put("text", said));
        Set<?> intended = effects.intend(List.of(new EffectStore.Intent(
                task, proposal.tool(), proposal.arguments(), proposal.hashFor(task.agent()), "test")));
        SERVER.bean(EffectHints.class).hint(List.of(task));
        return intended;
    }

    private Task approved() {
        Task task = waitingForItsEffect();
        assertThat(intend(task, text)).hasSize(1);
        return task;
    }

    private Task approvedWhilePaused() {
        Task task = waitingForItsEffect();
        campaign.become("PAUSED");
        assertThat(intend(task, text)).hasSize(1);
        return task;
    }

    private Effect effect(Task task) {
        return effects.ofTask(task.tenant(), task.id()).orElseThrow();
    }

    private Effect await(Task task, EffectState state) {
        return Awaitility.await(state + " of " + task.id())
                .atMost(TestCampaign.SOON)
                .until(() -> effect(task), found -> found.state() == state);
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
        assertThat(effect(task).externalId()).isEqualTo("x-" + effect(task).id());
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
        assertThat(effect(task).state()).isEqualTo(EffectState.UNKNOWN);
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
        intend(task, "x".repeat(281));
        Task failed = campaign.await(task.id(), TaskStatus.FAILED);
        assertThat(failed.failure())
                .isNotNull()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("TEXT_TOO_LONG"));
        assertThat(effect(task).state()).isEqualTo(EffectState.FAILED);
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
        assertThat(effect(task).state()).isEqualTo(EffectState.INTENDED);
        assertThat(WORLD.attemptsAt(text)).isZero();
    }

    @Test
    void intendsOneEffectForATaskAndNeverTheSameTextTwice() {
        Task task = approved();
        assertThat(intend(task, "something else")).isEmpty();
        assertThat(intend(waitingForItsEffect(), text)).isEmpty();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(intend(waitingForItsEffect(), text)).isEmpty();
        assertThat(WORLD.attemptsAt(text)).isEqualTo(1);
    }

    @Test
    void sendsNothingOfACampaignThatIsPaused() {
        Task task = approvedWhilePaused();
        assertThat(effects.send(
                        effect(task), Usd.ZERO, SERVER.bean(ProcessLease.class).current()))
                .isEmpty();
        campaign.become("ACTIVE");
        campaign.await(task.id(), TaskStatus.COMPLETED);
    }

    @Test
    void sendsNothingForAProcessWhoseLeaseRanOut() {
        Task task = approvedWhilePaused();
        assertThat(effects.send(effect(task), Usd.ZERO, UUID.randomUUID())).isEmpty();
        assertThat(effect(task).state()).isEqualTo(EffectState.INTENDED);
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
        assertThat(effect(task).state()).isEqualTo(EffectState.FAILED);
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
        assertThat(effect(task).state()).isEqualTo(EffectState.UNKNOWN);
    }
}
