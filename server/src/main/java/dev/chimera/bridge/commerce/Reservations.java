package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.failure.Failure;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Payments.ChainHead;
import dev.chimera.wallet.Payments.Reservation;
import dev.chimera.wallet.Wallet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks PostgreSQL for the permission to send: one transaction, which also writes into the audit log what came of it. An
 * agent's own payment begins in this transaction, and where it is refused it ends there: should the process die, then nothing
 * is left for which nobody would come back.
 */
@Component
@Conditional(HasBridgeRole.class)
class Reservations {

    private final Payments payments;
    private final PaymentAudit audit;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    Reservations(Payments payments, PaymentAudit audit, TransactionTemplate transactions, InstantSource clock) {
        this.payments = payments;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    sealed interface Permission {

        /** @param notAfter the last moment to send it, by this machine's clock */
        record Granted(Payment payment, Instant notAfter) implements Permission {}

        record Denied(PaymentRefusal refusal) implements Permission {}
    }

    /** For a payment that was intended when it was approved. */
    Permission approved(Author author, Wallet wallet, Payment payment, ChainHead head) {
        return inTransaction(() -> {
            Reservation reservation = payments.reserve(wallet, payment.id(), head, author.notAfter());
            switch (reservation) {
                case Reservation.Reserved reserved -> audit.sending(author, reserved.payment());
                case Reservation.Refused refused -> audit.refused(author, payment, refused.refusal());
            }
            return reservation;
        });
    }

    /** For an agent's own call. */
    Permission own(Author author, Wallet wallet, PaymentOrder order, ChainHead head) {
        return inTransaction(() -> {
            Payment payment = payments.intendOwn(wallet, order);
            // Read again behind the lock: what needs no person may be less since a moment ago.
            Wallet present = payments.required(wallet.tenant(), wallet.agent());
            Optional<PaymentRefusal> approval = needsApproval(present, order);
            Reservation reservation = approval.isPresent()
                    ? new Reservation.Refused(approval.get())
                    : payments.reserve(present, payment.id(), head, author.notAfter());
            switch (reservation) {
                case Reservation.Reserved reserved -> audit.sending(author, reserved.payment());
                case Reservation.Refused refused -> giveUp(author, payment, refused.refusal());
            }
            return reservation;
        });
    }

    /** An agent's own call that ends before it asks for permission, on record like every other. */
    void refuseOwn(Author author, Wallet wallet, PaymentOrder order, PaymentRefusal refusal) {
        transactions.executeWithoutResult(status -> giveUp(author, payments.intendOwn(wallet, order), refusal));
    }

    /** What an agent may not pay without a person; only for an order that has nothing else against it. */
    static Optional<PaymentRefusal> needsApproval(Wallet wallet, PaymentOrder order) {
        Limit limit = wallet.policy().limit(order.asset()).orElseThrow();
        if (limit.asset().positive(order.amount(), "amount").compareTo(limit.autoApprove()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(PaymentRefusal.of(
                "APPROVAL_REQUIRED",
                "without a person the agent may pay up to " + limit.asset().show(limit.autoApprove())
                        + "; submit a TRANSACTION task for more"));
    }

    private void giveUp(Author author, Payment payment, PaymentRefusal refusal) {
        payments.abandon(payment, Failure.of(refusal.code(), refusal.message()));
        audit.refused(author, payment, refusal);
    }

    private Permission inTransaction(Supplier<Reservation> work) {
        // Before the transaction: however long the process sleeps in it or after it, the moment is not moved by that.
        Instant asked = clock.instant();
        Reservation reservation = Objects.requireNonNull(transactions.execute(status -> work.get()));
        return switch (reservation) {
            case Reservation.Reserved(Payment payment, Duration validFor) ->
                new Permission.Granted(payment, asked.plus(validFor));
            case Reservation.Refused(PaymentRefusal refusal) -> new Permission.Denied(refusal);
        };
    }
}
