package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.failure.Failure;
import dev.chimera.task.NewTask;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.testing.MoodyTimeline;
import dev.chimera.testing.MoodyTimeline.Mood;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Today;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Posts that X asks a price for, from an approval to a world that does not always answer. */
class PaidPostTests {

    private static final EffectStage STAGE = new EffectStage();
    private static final TestServer SERVER = STAGE.server;
    private static final MoodyTimeline WORLD = STAGE.world;
    private static final String LINK = " https://example.com/brew";

    /** With a budget of $1 a day. */
    private final TestCampaign campaign = TestCampaign.on(SERVER).onX();

    private final String text = "A post that says " + UUID.randomUUID();

    @AfterAll
    static void stop() {
        STAGE.close();
    }

    @BeforeEach
    void cheerUp() {
        STAGE.cheerUp();
        Today.isLongEnough(SERVER.jdbc());
    }

    @AfterEach
    void sum() {
        STAGE.checkBooks();
    }

    private Task approved(String said) {
        return approved(campaign, said, null);
    }

    private Task approved(TestCampaign payer, String said, @Nullable ObjectNode constraints) {
        NewTask fresh = new NewTask(
                payer.tenant(),
                new TaskId(UUID.randomUUID()),
                payer.id(),
                payer.agent(),
                TaskType.ENGAGEMENT,
                TestCampaign.payload(),
                constraints,
                null,
                List.of(),
                null,
                false);
        Task task = STAGE.waitingForItsEffect(payer, fresh);
        assertThat(STAGE.intend(task, said)).hasSize(1);
        return task;
    }

    private String code(Task task) {
        Failure failure = STAGE.effect(task).failure();
        return failure == null ? "none" : failure.code();
    }

    private String message(Task task) {
        Failure failure = STAGE.effect(task).failure();
        return failure == null ? "" : failure.message();
    }

    private Task awaitWaiting(Task task) {
        Awaitility.await("waiting for money")
                .atMost(TestCampaign.SOON)
                .until(() -> code(task).equals("BUDGET_EXHAUSTED"));
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.INTENDED);
        return task;
    }

    /** Kind, state, what was reserved, what was settled; in the order in which it happened. */
    private List<String> entries(Task task) {
        return SERVER.jdbc()
                .sql("""
                        SELECT concat_ws(' ', kind, state, trim_scale(reserved_usd), trim_scale(settled_usd))
                        FROM ledger_entries WHERE task_id = ? ORDER BY id
                        """)
                .param(task.id().value())
                .query((row, number) -> row.getString(1))
                .list();
    }

    private List<String> trail(Task task) {
        return campaign.trail(task.id()).stream()
                .filter(event -> event.startsWith("Effect") || event.startsWith("Cost"))
                .toList();
    }

    private Instant midnight() {
        return SERVER.jdbc()
                .sql("SELECT ((now() AT TIME ZONE 'UTC')::date + 1)::timestamp AT TIME ZONE 'UTC'")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    @Test
    void reservesBeforeTheCallAndSettlesAfterIt() {
        Task task = approved(text);
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(entries(task)).containsExactly("POST SETTLED 0.015 0.015");
        assertThat(trail(task))
                .containsExactly("EffectIntended", "CostReserved", "EffectSending", "CostSettled", "EffectConfirmed");
    }

    @Test
    void paysMoreForALink() {
        Task task = approved(text + LINK);
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(entries(task)).containsExactly("POST SETTLED 0.2 0.2");
    }

    @Test
    void givesBackWhatTheBridgeRefused() {
        Task task = approved("x".repeat(281));
        campaign.await(task.id(), TaskStatus.FAILED);
        assertThat(entries(task)).containsExactly("POST RELEASED 0.015");
    }

    @Test
    void givesBackWhatHasToWaitAndPaysWhenItsTimeHasCome() {
        SERVER.jdbc()
                .sql("UPDATE agents SET next_slot_at = now() + interval '1 hour' WHERE id = ?")
                .param(campaign.agent().value())
                .update();
        Task task = approved(text);
        SERVER.jdbc()
                .sql("UPDATE effects SET ready_at = now() WHERE task_id = ?")
                .param(task.id().value())
                .update();
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> trail(task).contains("EffectPostponed"));
        assertThat(entries(task)).containsExactly("POST RELEASED 0.015");
        SERVER.jdbc()
                .sql("UPDATE agents SET next_slot_at = now() WHERE id = ?")
                .param(campaign.agent().value())
                .update();
        SERVER.jdbc()
                .sql("UPDATE effects SET ready_at = now() WHERE task_id = ?")
                .param(task.id().value())
                .update();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(entries(task)).containsExactly("POST RELEASED 0.015", "POST SETTLED 0.015 0.015");
    }

    @Test
    void writesOnceWhatItWaitsForHoweverOftenItTries() {
        SERVER.jdbc()
                .sql("UPDATE agents SET next_slot_at = now() + interval '1 hour' WHERE id = ?")
                .param(campaign.agent().value())
                .update();
        Task task = approved(text);
        for (int tries = 1; tries <= 4; tries++) {
            SERVER.jdbc()
                    .sql("UPDATE effects SET ready_at = now() WHERE task_id = ? AND state = 'INTENDED'")
                    .param(task.id().value())
                    .update();
            Awaitility.await("try " + tries)
                    .atMost(TestCampaign.SOON)
                    .until(
                            () -> campaign.count(
                                    "SELECT put_off FROM effects WHERE task_id = ?",
                                    task.id().value()),
                            Long.valueOf(tries)::equals);
        }
        assertThat(campaign.trail(task.id()).stream().filter(event -> !event.startsWith("Task")))
                .containsExactly(
                        "EffectIntended",
                        "CostReserved",
                        "EffectSending",
                        "TweetRefused",
                        "CostReleased",
                        "EffectPostponed");
        assertThat(entries(task)).containsExactly("POST RELEASED 0.015");

        SERVER.jdbc()
                .sql("UPDATE agents SET next_slot_at = now() WHERE id = ?")
                .param(campaign.agent().value())
                .update();
        SERVER.jdbc()
                .sql("UPDATE effects SET ready_at = now() WHERE task_id = ?")
                .param(task.id().value())
                .update();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(entries(task)).containsExactly("POST RELEASED 0.015", "POST SETTLED 0.015 0.015");
        assertThat(trail(task)).endsWith("EffectPostponed", "CostSettled", "EffectConfirmed");
        assertThat(campaign.count(
                        "SELECT (evidence->>'put_off')::int FROM audit_log"
                                + " WHERE task_id = ? AND event = 'EffectConfirmed'",
                        task.id().value()))
                .isEqualTo(4);
    }

    @Test
    void keepsReservedWhatNobodyKnowsUntilAPersonSaysThatItHappened() {
        Task task = inDoubt();
        assertThat(entries(task)).containsExactly("POST RESERVED 0.015");
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.UNKNOWN);
        decide(task, "approve", "");
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(entries(task)).containsExactly("POST SETTLED 0.015 0.015");
    }

    @Test
    void givesBackWhatAPersonSaysNeverHappened() {
        Task task = inDoubt();
        decide(task, "reject", "{\"reason\":\"it is not there\"}");
        campaign.await(task.id(), TaskStatus.FAILED);
        assertThat(entries(task)).containsExactly("POST RELEASED 0.015");
    }

    @Test
    void settlesWhatIsFoundAfterItsAnswerWasLost() {
        WORLD.becomes(Mood.ACTS_AND_THEN_FAILS);
        Task task = approved(text);
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(entries(task)).containsExactly("POST SETTLED 0.015 0.015");
    }

    private Task inDoubt() {
        WORLD.becomes(Mood.FAILS_WITHOUT_ACTING);
        Task task = approved(text);
        campaign.await(task.id(), TaskStatus.REVIEW);
        return task;
    }

    private void decide(Task task, String decision, String body) {
        UUID review = SERVER.jdbc()
                .sql("SELECT id FROM reviews WHERE task_id = ? AND state = 'OPEN'")
                .param(task.id().value())
                .query(UUID.class)
                .single();
        String path = "/v1/reviews/" + review + "/" + decision;
        TestServer.Reply reply = body.isEmpty()
                ? SERVER.post(campaign.moderator(), path)
                : SERVER.post(campaign.moderator(), path, body);
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void waitsForTheNextDayWhenTheMoneyIsSpentAndSaysSo() {
        campaign.runAgainWith("0.21");
        campaign.await(approved(text + LINK).id(), TaskStatus.COMPLETED);
        Task task = awaitWaiting(approved(text));
        assertThat(message(task))
                .isEqualTo(
                        "waits for tomorrow's budget: it costs $0.015, and $0.01 of today's $0.21 is left; it goes on at "
                                + midnight());
        assertThat(STAGE.effect(task).readyAt()).isEqualTo(midnight());
        assertThat(entries(task)).isEmpty();
        assertThat(WORLD.attemptsAt(text)).isZero();

        campaign.letADayPass();
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(trail(task))
                .containsExactly(
                        "EffectIntended",
                        "EffectPostponed",
                        "CostReserved",
                        "EffectSending",
                        "CostSettled",
                        "EffectConfirmed");
    }

    @Test
    void goesOnAtOnceWhenTheOperatorRaisesTheBudget() {
        campaign.runAgainWith("0.05");
        Task task = awaitWaiting(approved(text + LINK));
        assertThat(message(task)).startsWith("waits for a higher budget: it costs $0.20, more than the $0.05");
        campaign.runAgainWith("0.10");
        Awaitility.await("another try that is not enough")
                .atMost(TestCampaign.SOON)
                .until(() -> message(task).contains("$0.10"));
        campaign.runAgainWith("0.07");
        assertThat(STAGE.effect(task).readyAt()).as("less money wakes nobody").isEqualTo(midnight());
        campaign.runAgainWith("0.20");
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(trail(task))
                .containsSubsequence(
                        "EffectPostponed", "EffectAdvanced", "EffectPostponed", "EffectAdvanced", "EffectSending");
    }

    @Test
    void holdsUpNoOtherCampaignOfTheSameAgent() {
        campaign.runAgainWith("0");
        awaitWaiting(approved(text));
        TestCampaign other = campaign.another();
        Task task = approved(other, text + " too", null);
        other.await(task.id(), TaskStatus.COMPLETED);
    }

    @Test
    void failsWhatCostsMoreThanItsTaskMay() {
        Task task = approved(
                campaign, text + LINK, JsonMapper.shared().createObjectNode().put("max_cost_usd", 0.1));
        Task failed = campaign.await(task.id(), TaskStatus.FAILED);
        assertThat(failed.failure())
                .isEqualTo(Failure.of("MAX_COST_EXCEEDED", "it costs $0.20, and its task may cost $0.10 in all"));
        assertThat(STAGE.effect(task).state()).isEqualTo(EffectState.FAILED);
        assertThat(entries(task)).isEmpty();
        assertThat(WORLD.attemptsAt(text + LINK)).isZero();
    }

    @Test
    void paysWhatItsTaskMayCost() {
        Task task =
                approved(campaign, text, JsonMapper.shared().createObjectNode().put("max_cost_usd", 0.0150009));
        campaign.await(task.id(), TaskStatus.COMPLETED);
    }

    @Test
    void sendsOneOfTwoWhenThereIsMoneyForOne() {
        campaign.runAgainWith("0.02");
        List<Task> both = List.of(approved(text), approved(text + " again"));
        Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(
                        () -> both.stream()
                                .map(task -> STAGE.effect(task).state() + " " + code(task))
                                .sorted()
                                .toList(),
                        List.of("CONFIRMED none", "INTENDED BUDGET_EXHAUSTED")::equals);
    }

    @Test
    void leavesTheLedgerAloneForAPostThatCostsNothing() {
        SERVER.jdbc()
                .sql("UPDATE agents SET twitter = 'timeline' WHERE id = ?")
                .param(campaign.agent().value())
                .update();
        campaign.runAgainWith("0");
        Task task = approved(text + LINK);
        campaign.await(task.id(), TaskStatus.COMPLETED);
        assertThat(trail(task)).containsExactly("EffectIntended", "EffectSending", "EffectConfirmed");
        assertThat(campaign.count(
                        "SELECT count(*) FROM budget_days WHERE campaign_id = ?",
                        campaign.id().value()))
                .isZero();
    }

    /** A budget that is raised in the moment in which a post finds it too small must not leave the post waiting. */
    @Test
    void forgetsNobodyWhenTheBudgetIsRaisedInTheSameMoment() {
        campaign.runAgainWith("0");
        List<Task> tasks = Stream.iterate(0, i -> i + 1)
                .limit(20)
                .map(i -> {
                    if (i == 10) {
                        campaign.runAgainWith("9");
                    }
                    return approved(text + " " + i);
                })
                .toList();
        tasks.forEach(task -> campaign.await(task.id(), TaskStatus.COMPLETED));
    }
}
