package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.ProcessLease;
import dev.chimera.effect.Cashier.Start;
import dev.chimera.embedded.SharedServers;
import dev.chimera.failure.Failure;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.BalancedLedger;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.Network;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What a payment costs, from its reservation to every end that it can have; the call itself is not made here. */
class PaidTransferTests {

    private static final TestServer SERVER =
            TestServer.start(SharedServers.fresh(), "bridge,api", "chimera.budget.prices.ETH=3000.00");

    /** 20,000 gwei at $3,000: 6 cents, where 15 were reserved. */
    private static final BigInteger FEE = new BigInteger("20000000000000");

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final TaskStore store = SERVER.bean(TaskStore.class);
    private final EffectStore effects = SERVER.bean(EffectStore.class);
    private final EffectOutcomes outcomes = SERVER.bean(EffectOutcomes.class);
    private final Cashier cashier = SERVER.bean(Cashier.class);
    private final ProcessLease lease = SERVER.bean(ProcessLease.class);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void sum() {
        BalancedLedger.check(SERVER.jdbc());
    }

    private Task approved(String asset, String amount) {
        campaign.withWallet(Network.BASE_MAINNET);
        Task task = campaign.planOne(TaskType.TRANSACTION);
        task = store.claim(List.of(task.ref()), lease.current()).getFirst();
        for (TaskLifecycle step : List.of(TaskLifecycle.SUBMIT, TaskLifecycle.INTEND)) {
            task = store.move(List.of(Transition.along(step, task.ref(), "test")))
                    .tasks()
                    .getFirst();
        }
        Proposal proposal = new Proposal(
                "transfer",
                TestCampaign.payload()
                        .put("to", TestCampaign.FRIEND.value())
                        .put("asset", asset)
                        .put("amount", amount));
        effects.intend(List.of(new EffectStore.Intent(
                task, proposal.tool(), proposal.arguments(), proposal.hashFor(task.agent()), "test")));
        return task;
    }

    private EffectStore.Due due(Task task) {
        return effects.due(1_000).stream()
                .filter(due -> due.effect().task().equals(task.id()))
                .findFirst()
                .orElseThrow();
    }

    private Start start(Task task) {
        return cashier.send(due(task), lease.current(), "test");
    }

    private Effect sending(Task task) {
        Start start = start(task);
        assertThat(start).isInstanceOf(Start.Sending.class);
        return ((Start.Sending) start).effect();
    }

    private List<String> entries(Task task) {
        return SERVER.jdbc()
                .sql("""
                        SELECT concat_ws(' ', kind, state, trim_scale(reserved_usd), trim_scale(settled_usd))
                        FROM ledger_entries WHERE task_id = ? ORDER BY id, kind
                        """)
                .param(task.id().value())
                .query((row, number) -> row.getString(1))
                .list();
    }

    @Test
    void reservesWhatIsPaidAndItsFee() {
        Task task = approved("USDC", "0.5");
        assertThat(sending(task).reserved()).hasToString("$0.65");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER RESERVED 0.5", "GAS RESERVED 0.15");
    }

    @Test
    void settlesTheFeeThatTheChainReallyTook() {
        Task task = approved("USDC", "0.5");
        outcomes.settle(sending(task), new Settlement.Confirmed("0xabc", FEE), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER SETTLED 0.5 0.5", "GAS SETTLED 0.15 0.06");
        assertThat(campaign.task(task.id()).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void recordsAFeeThatIsHigherThanAllThatIsLeft() {
        Task task = approved("USDC", "0.5");
        outcomes.settle(
                sending(task), new Settlement.Confirmed("0xabc", FEE.multiply(BigInteger.valueOf(100))), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER SETTLED 0.5 0.5", "GAS SETTLED 0.15 6");
    }

    @Test
    void takesTheEstimateWhereNobodySaysWhatTheFeeWas() {
        Task task = approved("USDC", "0.5");
        outcomes.settle(sending(task), new Settlement.Confirmed("0xabc"), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER SETTLED 0.5 0.5", "GAS SETTLED 0.15 0.15");
    }

    @Test
    void paysTheFeeOfATransactionThatWasReverted() {
        Task task = approved("USDC", "0.5");
        Failure reverted = Failure.of("TX_REVERTED", "the token refused");
        outcomes.settle(sending(task), new Settlement.Refused(reverted, FEE), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER RELEASED 0.5", "GAS SETTLED 0.15 0.06");
        assertThat(campaign.task(task.id()).failure()).isEqualTo(reverted);
    }

    @Test
    void givesAllBackOfWhatNeverLeft() {
        Task task = approved("USDC", "0.5");
        outcomes.settle(
                sending(task), new Settlement.Refused(Failure.of("GAS_TOO_HIGH", "the fee is over its cap")), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER RELEASED 0.5", "GAS RELEASED 0.15");
    }

    @Test
    void keepsAllReservedOfWhatNobodyKnows() {
        Task task = approved("USDC", "0.5");
        outcomes.settle(
                sending(task), new Settlement.Doubtful(Failure.of("OUTCOME_UNKNOWN", "the answer was lost")), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER RESERVED 0.5", "GAS RESERVED 0.15");
        Effect unknown = effects.ofTask(task.tenant(), task.id()).orElseThrow();
        outcomes.settle(unknown, new Settlement.Confirmed("0xabc", FEE), "reconciler");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER SETTLED 0.5 0.5", "GAS SETTLED 0.15 0.06");
    }

    @Test
    void settlesNothingForWhoeverComesLate() {
        Task task = approved("USDC", "0.5");
        Effect sent = sending(task);
        outcomes.settle(sent, new Settlement.Confirmed("0xabc", FEE), "test");
        outcomes.settle(sent, new Settlement.Postponed(Failure.of("NOT_SENT", "late"), Duration.ZERO), "test");
        assertThat(entries(task)).containsExactlyInAnyOrder("TRANSFER SETTLED 0.5 0.5", "GAS SETTLED 0.15 0.06");
        assertThat(effects.ofTask(task.tenant(), task.id()).orElseThrow().state())
                .isEqualTo(EffectState.CONFIRMED);
    }

    @Test
    void paysOnceForAnEffectThatTwoSendersHaveRead() {
        Task task = approved("USDC", "0.5");
        EffectStore.Due read = due(task);
        assertThat(cashier.send(read, lease.current(), "one")).isInstanceOf(Start.Sending.class);
        assertThat(cashier.send(read, lease.current(), "another")).isInstanceOf(Start.NotNow.class);
        assertThat(entries(task)).hasSize(2);
    }

    @Test
    void paysOnceHoweverManySendersTryAtOnce() throws Exception {
        Task task = approved("USDC", "0.1");
        EffectStore.Due read = due(task);
        AtomicInteger sent = new AtomicInteger();
        dev.chimera.testing.Together.run(8, number -> {
            if (cashier.send(read, lease.current(), "sender " + number) instanceof Start.Sending) {
                sent.incrementAndGet();
            }
        });
        assertThat(sent).hasValue(1);
        assertThat(entries(task)).hasSize(2);
    }

    @Test
    void takesNothingForAProcessWhoseLeaseRanOut() {
        Task task = approved("USDC", "0.5");
        assertThat(cashier.send(due(task), java.util.UUID.randomUUID(), "test")).isInstanceOf(Start.NotNow.class);
        assertThat(entries(task)).isEmpty();
    }

    /** Between seeing that the money is spent and saying so, the budget is raised. */
    @Test
    void goesOnWhenTheBudgetIsRaisedWhileItIsFoundTooSmall() throws Exception {
        campaign.runAgainWith("0");
        Task task = approved("USDC", "0.5");
        try (ExecutorService operator = Executors.newSingleThreadExecutor()) {
            Future<?> raise = SERVER.bean(TransactionTemplate.class).execute(status -> {
                assertThat(start(task)).isInstanceOf(Start.NotNow.class);
                Future<?> raising = operator.submit(() -> campaign.runAgainWith("5"));
                Awaitility.await("the raise waits").atMost(TestCampaign.SOON).until(PaidTransferTests::somebodyWaits);
                return raising;
            });
            Objects.requireNonNull(raise).get(20, TimeUnit.SECONDS);
        }
        assertThat(campaign.trail(task.id())).endsWith("EffectPostponed", "EffectAdvanced");
        assertThat(sending(task).reserved()).hasToString("$0.65");
    }

    private static boolean somebodyWaits() {
        return SERVER.owner()
                        .sql(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                        .query(Long.class)
                        .single()
                > 0;
    }

    @Test
    void reservesNothingOnATestNetwork() {
        campaign.withWallet(Network.BASE_SEPOLIA);
        Task task = approved("ETH", "5");
        assertThat(sending(task).reserved().isZero()).isTrue();
        assertThat(entries(task)).isEmpty();
    }

    @Test
    void waitsForAPriceThatIsMissing() {
        Task task = approved("EURC", "0.5");
        assertThat(start(task)).isInstanceOfSatisfying(Start.Refused.class, refused -> {
            outcomes.settle(due(task).effect(), refused.settlement(), "test");
            Effect waiting = effects.ofTask(task.tenant(), task.id()).orElseThrow();
            assertThat(waiting.state()).isEqualTo(EffectState.INTENDED);
            assertThat(waiting.failure())
                    .isEqualTo(
                            Failure.of(
                                    "PRICE_UNAVAILABLE",
                                    "there is no price for EURC: set chimera.budget.prices.EURC, or chimera.budget.price-tool"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'\"20000000000000\"', 20000000000000",
        "20000000000000, 20000000000000",
        "'\"0\"', 0",
        "'\"-1\"', ",
        "'\"1e5\"', ",
        "1.5, ",
        "'\"9999999999999999999999\"', ",
        "true, ",
        "null, "
    })
    void readsAFeeThatCanBe(String json, String wei) {
        assertThat(Fee.of(JsonMapper.shared().readTree(json))).isEqualTo(wei == null ? null : new BigInteger(wei));
    }
}
