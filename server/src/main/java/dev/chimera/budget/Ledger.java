package dev.chimera.budget;

import dev.chimera.tenant.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reserves, settles and releases money. Each method takes part in the caller's transaction, or makes its own. Throws
 * Spring's {@code DataAccessException} when the database is away, and {@code DuplicateKeyException} for a purpose that has
 * an open reservation already, or was paid for.
 */
@Component
public class Ledger {

    private final LedgerStore store;
    private final TransactionTemplate transactions;

    Ledger(LedgerStore store, TransactionTemplate transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * Sets money aside, all charges or none, in the UTC day in which the transaction began.
     *
     * @param charges each kind once
     */
    public Reservation reserve(Payer payer, Purpose purpose, List<Charge> charges, String actor) {
        Usd total = total(charges);
        if (total.isZero()) {
            return new Reservation.Free();
        }
        return Objects.requireNonNull(transactions.execute(status -> {
            if (store.lockIsRehearsal(payer)) {
                return new Reservation.Free();
            }
            if (store.reserve(payer, purpose, total, charges, actor)) {
                return new Reservation.Reserved(total);
            }
            return refusal(payer, total, store.standing(payer));
        }));
    }

    private static Reservation refusal(Payer payer, Usd needed, LedgerStore.Standing standing) {
        Usd limit = payer.limit();
        if (limit != null && standing.ofTask().plus(needed).compareTo(limit) > 0) {
            return new Reservation.OverTaskLimit(needed, standing.ofTask(), limit);
        }
        return new Reservation.OverBudget(
                needed, standing.budget().less(standing.ofDay()), standing.budget(), standing.nextDay());
    }

    /** What is set aside for this purpose now; empty when nothing is. */
    public List<Charge> open(TenantId tenant, Purpose purpose) {
        return store.open(tenant, purpose);
    }

    /**
     * It happened and cost this. A kind that was reserved and is not named is released. What it cost counts in full, also
     * above what was reserved.
     *
     * @param actual of kinds that were reserved, each once
     * @return false when nothing was open for this purpose: it was free, or somebody else was faster
     */
    public boolean settle(TenantId tenant, Purpose purpose, List<Charge> actual, String actor) {
        total(actual);
        return Boolean.TRUE.equals(transactions.execute(status -> {
            LedgerStore.Ended ended = store.end(tenant, purpose, actual, actor);
            if (ended.entries() > 0 && ended.settled() < actual.size()) {
                throw new IllegalArgumentException("a charge was settled that was never reserved: " + actual);
            }
            return ended.entries() > 0;
        }));
    }

    /** It did not happen. @return as {@link #settle} */
    public boolean release(TenantId tenant, Purpose purpose, String actor) {
        return settle(tenant, purpose, List.of(), actor);
    }

    /**
     * What was released turns out to have been spent: a person had said that it did not happen, and it was found. Nothing
     * when nothing was ever reserved for this purpose.
     *
     * @param actual what a charge that was released has really cost
     */
    public void spendReleased(TenantId tenant, Purpose purpose, UnaryOperator<Charge> actual, String actor) {
        transactions.executeWithoutResult(status -> {
            List<Charge> spent =
                    store.released(tenant, purpose).stream().map(actual).toList();
            if (!spent.isEmpty()) {
                store.spendReleased(tenant, purpose, spent, actor);
            }
        });
    }

    /**
     * What was spent turns out to have cost something else: a person had said that it happened, and it came to nothing.
     *
     * @param actual what a charge has really cost; empty when nothing, and then it is released
     */
    public void correctSpent(
            TenantId tenant, Purpose purpose, Function<Charge, Optional<Charge>> actual, String actor) {
        transactions.executeWithoutResult(status -> {
            List<Charge> spent = store.spent(tenant, purpose);
            if (!spent.isEmpty()) {
                store.correctSpent(
                        tenant,
                        purpose,
                        spent.stream()
                                .flatMap(charge -> actual.apply(charge).stream())
                                .toList(),
                        actor);
            }
        });
    }

    private static Usd total(List<Charge> charges) {
        Set<ChargeKind> kinds = new HashSet<>();
        Usd total = Usd.ZERO;
        for (Charge charge : charges) {
            if (!kinds.add(charge.kind())) {
                throw new IllegalArgumentException("two charges of the kind " + charge.kind());
            }
            total = total.plus(charge.amount());
        }
        return total;
    }
}
