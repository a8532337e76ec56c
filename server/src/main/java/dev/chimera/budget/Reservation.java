package dev.chimera.budget;

import java.time.Instant;

/** The answer to a request for money. */
public sealed interface Reservation {

    /** It is set aside, and has to be settled or released. */
    record Reserved(Usd amount) implements Reservation {}

    /** There is nothing to pay: no charge, or a rehearsal. Nothing is recorded, and nothing has to be settled. */
    record Free() implements Reservation {}

    /**
     * The campaign's money for today does not reach.
     *
     * @param needed what was asked for
     * @param left what today's budget still has
     * @param budget the whole day's
     * @param nextDay when the next UTC day begins, by the database's clock
     */
    record OverBudget(Usd needed, Usd left, Usd budget, Instant nextDay) implements Reservation {}

    /**
     * The task would cost more than it may.
     *
     * @param committed what it has spent and reserved so far
     */
    record OverTaskLimit(Usd needed, Usd committed, Usd limit) implements Reservation {}
}
