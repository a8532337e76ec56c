package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.commerce.PaymentAnswer.Unpaid;
import dev.chimera.bridge.commerce.WalletProbe.Probe;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.PaymentState;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Payments.Reservation;
import dev.chimera.wallet.Wallet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Pays, within the limits. An exception from here means that nobody knows what happened; {@link Unpaid} means that nothing
 * was paid.
 */
@Component
@Conditional(dev.chimera.bridge.BridgeConfiguration.HasBridgeRole.class)
class CommerceBridge {

    private final Payments payments;
    private final AgentGate gate;
    private final WalletProbe probe;
    private final PaymentSender sender;
    private final PaymentLookup lookup;
    private final PaymentAudit audit;
    private final TransactionTemplate transactions;

    CommerceBridge(
            Payments payments,
            AgentGate gate,
            WalletProbe probe,
            PaymentSender sender,
            PaymentLookup lookup,
            PaymentAudit audit,
            TransactionTemplate transactions) {
        this.payments = payments;
        this.gate = gate;
        this.probe = probe;
        this.sender = sender;
        this.lookup = lookup;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Somebody who may not act here at all. */
    Unpaid turnAway(Caller caller, @Nullable Map<String, Object> meta, Refusal refusal) {
        audit.turnedAway(caller, meta, refusal);
        return Unpaid.because(new PaymentRefusal(refusal.code().name(), refusal.message(), null, refusal.retryAfter()));
    }

    /** What was asked for is no payment. */
    Unpaid refuse(Author author, Failure failure) {
        return refused(author, null, PaymentRefusal.of(failure.code(), failure.message()));
    }

    PaymentAnswer transfer(Author author, PaymentOrder order) {
        Optional<PaymentRefusal> closed = gate.refusal(author);
        if (closed.isPresent()) {
            return refused(author, null, closed.get());
        }
        try {
            Wallet wallet = payments.required(author.tenant(), author.agent());
            return author.effect() == null ? payOwn(author, wallet, order) : payApproved(author, wallet, order);
        } catch (ChimeraException e) {
            return refused(
                    author,
                    null,
                    PaymentRefusal.of(e.failure().code(), e.failure().message()));
        }
    }

    /** Carries out what was approved, which is the payment that was intended then, and no other. */
    private PaymentAnswer payApproved(Author author, Wallet wallet, PaymentOrder order) {
        Optional<Payment> intended = payments.ofEffect(author.tenant(), Objects.requireNonNull(author.effect()));
        if (intended.isEmpty()) {
            return refused(author, null, PaymentRefusal.of("UNAUTHORIZED", "this effect intends no payment"));
        }
        Payment payment = intended.get();
        if (!payment.wallet().equals(wallet.id()) || !isOrdered(payment, order)) {
            return refused(
                    author, payment, PaymentRefusal.of("UNAUTHORIZED", "this is not the payment that was approved"));
        }
        if (payment.state() != PaymentState.INTENDED) {
            return refused(
                    author, payment, PaymentRefusal.of("DUPLICATE_EFFECT", "this effect has paid, or is paying"));
        }
        return pay(author, wallet, payment);
    }

    private static boolean isOrdered(Payment payment, PaymentOrder order) {
        return payment.to().equals(order.to())
                && payment.asset().symbol().equals(order.asset())
                && payment.amount().equals(payment.asset().positive(order.amount(), "amount"));
    }

    /** An agent with its own key pays without anybody's approval, and so only what needs none. */
    private PaymentAnswer payOwn(Author author, Wallet wallet, PaymentOrder order) {
        Optional<PaymentRefusal> refusal = payments.refusal(wallet, order);
        if (refusal.isPresent()) {
            return refused(author, null, refusal.get());
        }
        Limit limit = wallet.policy().limit(order.asset()).orElseThrow();
        if (limit.asset().positive(order.amount(), "amount").compareTo(limit.autoApprove()) > 0) {
            return refused(
                    author,
                    null,
                    PaymentRefusal.of(
                            "APPROVAL_REQUIRED",
                            "without a person the agent may pay up to "
                                    + limit.asset().show(limit.autoApprove())
                                    + "; submit a TRANSACTION task for more"));
        }
        Payment payment = Objects.requireNonNull(transactions.execute(status -> payments.intendOwn(wallet, order)));
        PaymentAnswer answer = pay(author, wallet, payment);
        if (answer instanceof Unpaid(PaymentRefusal why, Object fee) && fee == null) {
            transactions.executeWithoutResult(
                    status -> payments.abandon(payment, Failure.of(why.code(), why.message())));
        }
        return answer;
    }

    private PaymentAnswer pay(Author author, Wallet wallet, Payment payment) {
        // A no that needs no chain comes without asking one.
        Optional<PaymentRefusal> refusal = payments.refusal(wallet, payment);
        if (refusal.isPresent()) {
            return refused(author, payment, refusal.get());
        }
        return switch (probe.probe(wallet, List.of())) {
            case Probe.NotNow notNow -> refused(author, payment, notNow.refusal());
            case Probe.Ready ready -> {
                Reservation reservation =
                        Objects.requireNonNull(transactions.execute(status -> reserve(author, wallet, payment, ready)));
                yield switch (reservation) {
                    case Reservation.Refused no -> busy(author, wallet, payment, no.refusal());
                    case Reservation.Reserved(Payment reserved, Duration validFor) ->
                        sender.send(author, wallet, reserved, validFor);
                };
            }
        };
    }

    private Reservation reserve(Author author, Wallet wallet, Payment payment, Probe.Ready ready) {
        Reservation reservation = payments.reserve(wallet, payment.id(), ready.head(), author.notAfter());
        if (reservation instanceof Reservation.Reserved reserved) {
            audit.sending(author, reserved.payment());
        }
        return reservation;
    }

    /** Whoever meets an unsettled payment looks whether the chain has settled it: nobody else may be there to do so. */
    private PaymentAnswer busy(Author author, Wallet wallet, Payment payment, PaymentRefusal refusal) {
        if (refusal.code().equals("WALLET_BUSY")) {
            lookup.settleStale(author, wallet);
        }
        return refused(author, payment, refusal);
    }

    /** A refusal is on record as well; when it can't be recorded, the caller learns nothing. */
    private Unpaid refused(Author author, @Nullable Payment payment, PaymentRefusal refusal) {
        audit.refused(author, payment, refusal);
        return Unpaid.because(refusal);
    }
}
