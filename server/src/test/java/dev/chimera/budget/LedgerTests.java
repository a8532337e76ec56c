package dev.chimera.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.testing.BalancedLedger;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Today;
import dev.chimera.testing.Together;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/** The port, with the charges of models, which need no effect. */
class LedgerTests {

    private static final SharedServers.Fresh DATABASE = SharedServers.fresh();
    private static final TestServer SERVER = TestServer.start(DATABASE, "api");

    /** A second process, as far as the database can tell. */
    private static final TestServer OTHER = TestServer.start(DATABASE, "api");

    /** With a budget of $1 a day. */
    private final TestCampaign campaign = TestCampaign.on(SERVER);

    private final Ledger ledger = SERVER.bean(Ledger.class);
    private final Task task = campaign.planOne(TaskType.CONTENT_GEN);

    @BeforeEach
    void doNotRunIntoTomorrow() {
        Today.isLongEnough(SERVER.jdbc());
    }

    @AfterEach
    void sum() {
        BalancedLedger.check(SERVER.jdbc());
    }

    @AfterAll
    static void stop() {
        OTHER.close();
        SERVER.close();
    }

    private static Purpose call() {
        return new Purpose.OfModelCall(UUID.randomUUID());
    }

    private static List<Charge> tokens(String usd) {
        return List.of(Charge.of(ChargeKind.MODEL, Usd.of(usd), "tokens"));
    }

    private Payer payer() {
        return new Payer(campaign.tenant(), campaign.id(), task.id(), null);
    }

    private Reservation reserve(String usd) {
        return ledger.reserve(payer(), call(), tokens(usd), "test");
    }

    private record Day(String reserved, String spent) {}

    private Day today() {
        return SERVER.jdbc()
                .sql("""
                        SELECT reserved_usd, spent_usd FROM budget_days
                        WHERE campaign_id = ? AND day = (now() AT TIME ZONE 'UTC')::date
                        """)
                .param(campaign.id().value())
                .query((row, number) ->
                        new Day(new Usd(row.getBigDecimal(1)).toString(), new Usd(row.getBigDecimal(2)).toString()))
                .single();
    }

    private long rows(String table) {
        return campaign.count(
                "SELECT count(*) FROM " + table + " WHERE campaign_id = ?",
                campaign.id().value());
    }

    private List<String> costTrail() {
        return campaign.trail(task.id()).stream()
                .filter(event -> event.startsWith("Cost"))
                .toList();
    }

    private void budget(String usd) {
        SERVER.jdbc()
                .sql("UPDATE campaigns SET daily_budget_usd = ?::numeric WHERE id = ?")
                .params(usd, campaign.id().value())
                .update();
    }

    @Test
    void correctsWhatWasSpentWhenItTurnsOutToHaveCostLessOrNothing() {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.30"), "test");
        ledger.settle(campaign.tenant(), call, tokens("0.20"), "test");

        ledger.correctSpent(
                campaign.tenant(), call, _ -> Optional.of(tokens("0.05").getFirst()), "test");
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.05"));

        ledger.correctSpent(campaign.tenant(), call, _ -> Optional.empty(), "test");
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.00"));
        assertThat(costTrail()).containsExactly("CostReserved", "CostSettled", "CostCorrected", "CostCorrected");
    }

    @Test
    void setsAsideAndSettlesWhatItCame() {
        Purpose call = call();
        assertThat(ledger.reserve(payer(), call, tokens("0.30"), "test"))
                .isEqualTo(new Reservation.Reserved(Usd.of("0.30")));
        assertThat(today()).isEqualTo(new Day("$0.30", "$0.00"));
        assertThat(ledger.open(campaign.tenant(), call)).isEqualTo(tokens("0.30"));

        assertThat(ledger.settle(campaign.tenant(), call, tokens("0.123456"), "test"))
                .isTrue();
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.123456"));
        assertThat(ledger.open(campaign.tenant(), call)).isEmpty();
        assertThat(costTrail()).containsExactly("CostReserved", "CostSettled");
    }

    @Test
    void givesBackWhatWasNotNeeded() {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.30"), "test");
        assertThat(ledger.release(campaign.tenant(), call, "test")).isTrue();
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.00"));
        assertThat(costTrail()).containsExactly("CostReserved", "CostReleased");
        assertThat(ledger.reserve(payer(), call, tokens("0.30"), "test"))
                .as("what was released may be tried again")
                .isInstanceOf(Reservation.Reserved.class);
    }

    @Test
    void settlesOnceHoweverOftenItIsAsked() {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.30"), "test");
        ledger.settle(campaign.tenant(), call, tokens("0.30"), "test");
        assertThat(ledger.settle(campaign.tenant(), call, tokens("0.30"), "test"))
                .isFalse();
        assertThat(ledger.release(campaign.tenant(), call, "test")).isFalse();
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.30"));
    }

    @Test
    void paysForOneThingOnce() {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.10"), "test");
        assertThatThrownBy(() -> ledger.reserve(payer(), call, tokens("0.10"), "test"))
                .isInstanceOf(DuplicateKeyException.class);
        ledger.settle(campaign.tenant(), call, tokens("0.10"), "test");
        assertThatThrownBy(() -> ledger.reserve(payer(), call, tokens("0.10"), "test"))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.10"));
    }

    @Test
    void saysWhatIsLeftAndWhenItGoesOnWhenTheDayIsSpent() {
        assertThat(reserve("0.95")).isInstanceOf(Reservation.Reserved.class);
        assertThat(reserve("0.06")).isInstanceOfSatisfying(Reservation.OverBudget.class, over -> {
            assertThat(over.needed()).isEqualTo(Usd.of("0.06"));
            assertThat(over.left()).isEqualTo(Usd.of("0.05"));
            assertThat(over.budget()).isEqualTo(Usd.of("1"));
            Instant midnight = SERVER.jdbc()
                    .sql("SELECT ((now() AT TIME ZONE 'UTC')::date + 1)::timestamp AT TIME ZONE 'UTC'")
                    .query((row, number) -> row.getTimestamp(1).toInstant())
                    .single();
            assertThat(over.nextDay()).isEqualTo(midnight);
        });
        assertThat(reserve("0.05")).as("the last cent").isInstanceOf(Reservation.Reserved.class);
        assertThat(rows("ledger_entries")).isEqualTo(2);
    }

    @Test
    void refusesAtOnceWhatIsMoreThanAWholeDay() {
        assertThat(reserve("1.01")).isInstanceOf(Reservation.OverBudget.class);
        assertThat(rows("budget_days")).isZero();
        assertThat(costTrail()).isEmpty();
    }

    @Test
    void spendsNothingThatNobodyAllowed() {
        budget("0");
        assertThat(reserve("0.000001")).isInstanceOf(Reservation.OverBudget.class);
    }

    @Test
    void countsTheNewBudgetFromThenOn() {
        assertThat(reserve("0.90")).isInstanceOf(Reservation.Reserved.class);
        budget("2");
        assertThat(reserve("1.10")).isInstanceOf(Reservation.Reserved.class);
        budget("0.50");
        assertThat(reserve("0.01"))
                .isInstanceOfSatisfying(
                        Reservation.OverBudget.class,
                        over -> assertThat(over.left()).isEqualTo(Usd.ZERO));
    }

    @Test
    void beginsEveryDayAnewAndSettlesIntoTheDayOfTheCall() {
        Purpose yesterdays = call();
        ledger.reserve(payer(), yesterdays, tokens("1"), "test");
        campaign.letADayPass();
        assertThat(reserve("1")).isInstanceOf(Reservation.Reserved.class);
        ledger.settle(campaign.tenant(), yesterdays, tokens("0.80"), "test");
        assertThat(today()).isEqualTo(new Day("$1.00", "$0.00"));
        assertThat(campaign.count(
                        "SELECT count(*) FROM budget_days WHERE campaign_id = ? AND spent_usd = 0.80 AND reserved_usd = 0",
                        campaign.id().value()))
                .isEqualTo(1);
    }

    @Test
    void recordsWhatItReallyCostEvenAboveTheBudget() {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.90"), "test");
        ledger.settle(campaign.tenant(), call, tokens("1.40"), "test");
        assertThat(today()).isEqualTo(new Day("$0.00", "$1.40"));
        assertThat(reserve("0.01"))
                .isInstanceOfSatisfying(
                        Reservation.OverBudget.class,
                        over -> assertThat(over.left()).isEqualTo(Usd.ZERO));
    }

    @Test
    void boundsATaskByAllThatItSpentAndReserved() {
        Payer limited = new Payer(campaign.tenant(), campaign.id(), task.id(), Usd.of("0.50"));
        Purpose first = call();
        ledger.reserve(limited, first, tokens("0.40"), "test");
        ledger.settle(campaign.tenant(), first, tokens("0.30"), "test");
        campaign.letADayPass();
        assertThat(ledger.reserve(limited, call(), tokens("0.15"), "test")).isInstanceOf(Reservation.Reserved.class);
        assertThat(ledger.reserve(limited, call(), tokens("0.06"), "test"))
                .isEqualTo(new Reservation.OverTaskLimit(Usd.of("0.06"), Usd.of("0.45"), Usd.of("0.50")));
        assertThat(ledger.reserve(limited, call(), tokens("0.05"), "test")).isInstanceOf(Reservation.Reserved.class);
    }

    @Test
    void asksNobodyAboutWhatIsFree() {
        assertThat(ledger.reserve(payer(), call(), List.of(), "test")).isEqualTo(new Reservation.Free());
        assertThat(reserve("0")).isEqualTo(new Reservation.Free());
        assertThat(rows("budget_days")).isZero();
    }

    @Test
    void letsARehearsalCostNothingAndLeaveNothing() {
        TestCampaign rehearsal = TestCampaign.rehearsalOn(SERVER);
        Task rehearsed = rehearsal.planOne(TaskType.CONTENT_GEN);
        Payer payer = new Payer(rehearsal.tenant(), rehearsal.id(), rehearsed.id(), null);
        assertThat(ledger.reserve(payer, call(), tokens("0.50"), "test")).isEqualTo(new Reservation.Free());
        for (String table : List.of("budget_days", "ledger_entries", "audit_log")) {
            assertThat(rehearsal.count(
                            "SELECT count(*) FROM " + table + " WHERE tenant_id = ?",
                            rehearsal.tenant().value()))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void keepsWhatBelongsTogetherTogether() {
        assertThatThrownBy(() -> SERVER.bean(TransactionTemplate.class).executeWithoutResult(status -> {
                    assertThat(reserve("0.30")).isInstanceOf(Reservation.Reserved.class);
                    throw new IllegalStateException("the call is not made after all");
                }))
                .hasMessage("the call is not made after all");
        assertThat(rows("budget_days")).isZero();
        assertThat(costTrail()).isEmpty();
    }

    @Test
    void settlesNothingThatWasNeverReserved() {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.30"), "test");
        List<Charge> gas = List.of(Charge.of(ChargeKind.GAS, Usd.of("0.1"), "gas"));
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.settle(campaign.tenant(), call, gas, "test"));
        assertThat(today()).isEqualTo(new Day("$0.30", "$0.00"));
    }

    /** Two processes, eight threads, 160 requests of 3 cents against a dollar: 33 fit. */
    @Test
    void neverReservesMoreThanTheDayHasHoweverManyAsk() throws Exception {
        List<Ledger> processes = List.of(ledger, OTHER.bean(Ledger.class));
        AtomicInteger passed = new AtomicInteger();
        Together.run(8, number -> {
            for (int i = 0; i < 20; i++) {
                Reservation answer = processes.get(number % 2).reserve(payer(), call(), tokens("0.03"), "test");
                if (answer instanceof Reservation.Reserved) {
                    passed.incrementAndGet();
                }
            }
        });
        assertThat(passed).hasValue(33);
        assertThat(today()).isEqualTo(new Day("$0.99", "$0.00"));
    }

    /** The day's row is there for nobody yet, and the budget is that of one request. */
    @Test
    void letsOneOfManyBeginTheDay() throws Exception {
        List<Ledger> processes = List.of(ledger, OTHER.bean(Ledger.class));
        AtomicInteger passed = new AtomicInteger();
        Together.run(8, number -> {
            if (processes.get(number % 2).reserve(payer(), call(), tokens("0.70"), "test")
                    instanceof Reservation.Reserved) {
                passed.incrementAndGet();
            }
        });
        assertThat(passed).hasValue(1);
    }

    @Test
    void boundsATaskHoweverManyAsk() throws Exception {
        List<Ledger> processes = List.of(ledger, OTHER.bean(Ledger.class));
        Payer limited = new Payer(campaign.tenant(), campaign.id(), task.id(), Usd.of("0.10"));
        AtomicInteger passed = new AtomicInteger();
        Together.run(8, number -> {
            for (int i = 0; i < 5; i++) {
                if (processes.get(number % 2).reserve(limited, call(), tokens("0.01"), "test")
                        instanceof Reservation.Reserved) {
                    passed.incrementAndGet();
                }
            }
        });
        assertThat(passed).hasValue(10);
    }

    @Test
    void staysBalancedWhileManyReserveSettleAndRelease() throws Exception {
        budget("1000");
        List<Ledger> processes = List.of(ledger, OTHER.bean(Ledger.class));
        Together.run(8, number -> {
            for (int i = 0; i < 15; i++) {
                Ledger one = processes.get(number % 2);
                Ledger another = processes.get((number + 1) % 2);
                Purpose call = call();
                one.reserve(payer(), call, tokens("0.05"), "test");
                if (i % 3 == 0) {
                    another.release(campaign.tenant(), call, "test");
                } else {
                    another.settle(campaign.tenant(), call, tokens("0.07"), "test");
                }
                BalancedLedger.check(SERVER.jdbc());
            }
        });
        assertThat(today()).isEqualTo(new Day("$0.00", "$5.60"));
    }

    @Test
    void settlesOnceWhenManyTryAtOnce() throws Exception {
        Purpose call = call();
        ledger.reserve(payer(), call, tokens("0.30"), "test");
        List<Ledger> processes = List.of(ledger, OTHER.bean(Ledger.class));
        AtomicInteger settled = new AtomicInteger();
        Together.run(8, number -> {
            if (processes.get(number % 2).settle(campaign.tenant(), call, tokens("0.20"), "test")) {
                settled.incrementAndGet();
            }
        });
        assertThat(settled).hasValue(1);
        assertThat(today()).isEqualTo(new Day("$0.00", "$0.20"));
    }
}
