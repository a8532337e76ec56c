package dev.chimera.effect;

import dev.chimera.budget.Charge;
import dev.chimera.budget.ChargeKind;
import dev.chimera.budget.Cost;
import dev.chimera.budget.Ledger;
import dev.chimera.budget.ProposalCosts;
import dev.chimera.budget.Purpose;
import dev.chimera.budget.Reservation;
import dev.chimera.budget.Usd;
import dev.chimera.failure.Failure;
import dev.chimera.task.Proposal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Pays for effects: no call is made that was not paid for before, and what was paid is what it cost. */
@Component
class Cashier {

    /** How long an effect waits for a price: long enough not to fill the audit log, short enough not to be forgotten. */
    private static final Duration WITHOUT_PRICE = Duration.ofMinutes(1);

    private final EffectStore effects;
    private final ProposalCosts costs;
    private final Ledger ledger;
    private final TransactionTemplate transactions;

    Cashier(EffectStore effects, ProposalCosts costs, Ledger ledger, TransactionTemplate transactions) {
        this.effects = effects;
        this.costs = costs;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /** How sending an effect began. */
    sealed interface Start {

        /** It is SENDING, and paid for: the call has to be made. */
        record Sending(Effect effect) implements Start {}

        /** It may not be sent as it is; to be settled so. */
        record Refused(Settlement settlement) implements Start {}

        /** Somebody else is at it, or it waits for its campaign's money; that is recorded. */
        record NotNow() implements Start {}
    }

    /** Reserves what the effect costs and commits SENDING, in one transaction; no price is asked for within it. */
    Start send(EffectStore.Due due, UUID sender, String actor) {
        Effect effect = due.effect();
        Cost cost = costs.of(
                effect.tenant(), effect.agent(), due.backend(), new Proposal(effect.tool(), effect.arguments()));
        return switch (cost) {
            case Cost.Known known when known.total().isZero() -> started(effects.send(effect, Usd.ZERO, sender));
            case Cost.Known known -> pay(due, known, sender, actor);
            case Cost.Unavailable unavailable ->
                new Start.Refused(new Settlement.Postponed(unavailable.failure(), WITHOUT_PRICE));
            case Cost.Impossible impossible -> new Start.Refused(new Settlement.Refused(impossible.failure()));
        };
    }

    private static Start started(Optional<Effect> sending) {
        return sending.<Start>map(Start.Sending::new).orElseGet(Start.NotNow::new);
    }

    private Start pay(EffectStore.Due due, Cost.Known cost, UUID sender, String actor) {
        try {
            return Objects.requireNonNull(transactions.execute(status -> reserve(status, due, cost, sender, actor)));
        } catch (DuplicateKeyException _) {
            // It was read before somebody else sent it.
            return new Start.NotNow();
        }
    }

    private Start reserve(TransactionStatus status, EffectStore.Due due, Cost.Known cost, UUID sender, String actor) {
        return switch (ledger.reserve(due.payer(), purpose(due.effect()), cost.charges(), actor)) {
            case Reservation.Reserved reserved -> send(status, due.effect(), reserved.amount(), sender);
            case Reservation.Free free -> send(status, due.effect(), Usd.ZERO, sender);
            case Reservation.OverTaskLimit over -> new Start.Refused(new Settlement.Refused(tooDear(over)));
            case Reservation.OverBudget over -> {
                // In the transaction that saw the budget: one that is raised now finds the effect waiting.
                effects.settle(due.effect(), new Settlement.OutOfBudget(exhausted(over), over.nextDay()), actor);
                yield new Start.NotNow();
            }
        };
    }

    private Start send(TransactionStatus status, Effect effect, Usd reserved, UUID sender) {
        Start start = started(effects.send(effect, reserved, sender));
        if (start instanceof Start.NotNow) {
            status.setRollbackOnly();
        }
        return start;
    }

    private static Failure tooDear(Reservation.OverTaskLimit over) {
        String spent = over.committed().isZero() ? "" : ", and has cost " + over.committed() + " so far";
        return Failure.of(
                "MAX_COST_EXCEEDED",
                "it costs " + over.needed() + ", and its task may cost " + over.limit() + " in all" + spent);
    }

    private static Failure exhausted(Reservation.OverBudget over) {
        return over.needed().compareTo(over.budget()) > 0
                ? Failure.of(
                        "BUDGET_EXHAUSTED",
                        "waits for a higher budget: it costs " + over.needed() + ", more than the " + over.budget()
                                + " of a whole day; raise daily_budget_usd in the campaign file and run it again")
                : Failure.of(
                        "BUDGET_EXHAUSTED",
                        "waits for tomorrow's budget: it costs " + over.needed() + ", and " + over.left()
                                + " of today's " + over.budget() + " is left; it goes on at " + over.nextDay());
    }

    /**
     * Settles or releases what was reserved for the effect, as its outcome says; to be called in the transaction of the
     * outcome, before the effect itself changes. What nobody knows stays reserved.
     */
    void settle(Effect effect, Settlement settlement, String actor) {
        if (settlement instanceof Settlement.Corrected corrected && effect.state() == EffectState.FAILED) {
            ledger.spendReleased(
                    effect.tenant(), purpose(effect), charge -> charged(charge, corrected.feeWei()), actor);
        }
        if (settlement instanceof Settlement.Retracted retracted) {
            ledger.correctSpent(
                    effect.tenant(), purpose(effect), charge -> spentAnyway(charge, retracted.feeWei()), actor);
        }
        if (effect.reserved().isZero()) {
            return;
        }
        switch (settlement) {
            case Settlement.Confirmed confirmed ->
                settle(effect, actor, charge -> Optional.of(charged(charge, confirmed.feeWei())));
            case Settlement.Refused refused -> settle(effect, actor, charge -> spentAnyway(charge, refused.feeWei()));
            case Settlement.Postponed postponed -> settle(effect, actor, charge -> Optional.empty());
            case Settlement.OutOfBudget waiting -> settle(effect, actor, charge -> Optional.empty());
            case Settlement.Seen seen -> settle(effect, actor, charge -> Optional.of(charge));
            case Settlement.Denied denied -> settle(effect, actor, charge -> Optional.empty());
            case Settlement.Corrected corrected -> {}
            case Settlement.Retracted retracted -> {}
            case Settlement.Doubtful doubtful -> {}
        }
    }

    private void settle(Effect effect, String actor, Function<Charge, Optional<Charge>> actual) {
        List<Charge> charges = ledger.open(effect.tenant(), purpose(effect)).stream()
                .flatMap(charge -> actual.apply(charge).stream())
                .toList();
        ledger.settle(effect.tenant(), purpose(effect), charges, actor);
    }

    private static Charge charged(Charge reserved, @Nullable BigInteger feeWei) {
        return spentAnyway(reserved, feeWei).orElse(reserved);
    }

    /** Of what did not happen, only the fee that the chain took is spent. */
    private static Optional<Charge> spentAnyway(Charge reserved, @Nullable BigInteger feeWei) {
        return reserved.kind() == ChargeKind.GAS && feeWei != null
                ? Optional.of(reserved.forFee(feeWei))
                : Optional.empty();
    }

    private static Purpose purpose(Effect effect) {
        return new Purpose.OfEffect(effect.id().value());
    }
}
