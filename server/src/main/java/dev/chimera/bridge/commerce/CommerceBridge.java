package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.bridge.OwnCalls;
import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.commerce.PaymentAnswer.Unpaid;
import dev.chimera.bridge.commerce.Reservations.Permission;
import dev.chimera.bridge.commerce.WalletProbe.Probe;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.PaymentState;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;

/**
 * Pays, within the limits. An exception from here means that nobody knows what happened; {@link Unpaid} means that nothing
 * was paid.
 */
@Component
@Conditional(HasBridgeRole.class)
class CommerceBridge {

    private static final Logger LOG = LoggerFactory.getLogger(CommerceBridge.class);

    private final OwnCalls ownCalls;
    private final Payments payments;
    private final AgentGate gate;
    private final WalletProbe probe;
    private final Reservations reservations;
    private final PaymentSender sender;
    private final PaymentLookup lookup;
    private final PaymentAudit audit;

    CommerceBridge(
            OwnCalls ownCalls,
            Payments payments,
            AgentGate gate,
            WalletProbe probe,
            Reservations reservations,
            PaymentSender sender,
            PaymentLookup lookup,
            PaymentAudit audit) {
        this.ownCalls = ownCalls;
        this.payments = payments;
        this.gate = gate;
        this.probe = probe;
        this.reservations = reservations;
        this.sender = sender;
        this.lookup = lookup;
        this.audit = audit;
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
        Optional<PaymentRefusal> closed = ownCalls.refusal(author)
                .map(off -> PaymentRefusal.of(off.code().name(), off.message()))
                .or(() -> gate.refusal(author));
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
        Optional<PaymentRefusal> refusal =
                payments.refusal(wallet, order).or(() -> Reservations.needsApproval(wallet, order));
        if (refusal.isPresent()) {
            return refused(author, null, refusal.get());
        }
        return switch (probe.probe(wallet, List.of())) {
            case Probe.NotNow notNow -> {
                reservations.refuseOwn(author, wallet, order, notNow.refusal());
                yield Unpaid.because(notNow.refusal());
            }
            case Probe.Ready ready -> send(author, wallet, reservations.own(author, wallet, order, ready.head()));
        };
    }

    private PaymentAnswer pay(Author author, Wallet wallet, Payment payment) {
        // A no that needs no chain comes without asking one.
        Optional<PaymentRefusal> refusal = payments.refusal(wallet, payment);
        if (refusal.isPresent()) {
            return refused(author, payment, refusal.get());
        }
        return switch (probe.probe(wallet, List.of())) {
            case Probe.NotNow notNow -> refused(author, payment, notNow.refusal());
            case Probe.Ready ready ->
                send(author, wallet, reservations.approved(author, wallet, payment, ready.head()));
        };
    }

    private PaymentAnswer send(Author author, Wallet wallet, Permission permission) {
        return switch (permission) {
            case Permission.Granted(Payment payment, Instant notAfter) ->
                sender.send(author, wallet, payment, notAfter);
            case Permission.Denied(PaymentRefusal refusal) -> {
                if (refusal.code().equals("WALLET_BUSY")) {
                    settleWhatIsAhead(author, wallet);
                }
                yield Unpaid.because(refusal);
            }
        };
    }

    /** Whoever meets an unsettled payment looks whether the chain has settled it, rather than wait for the next sweep. */
    private void settleWhatIsAhead(Author author, Wallet wallet) {
        try {
            payments.sending(wallet).ifPresent(payment -> lookup.settle(author, wallet, payment));
        } catch (UnreadableChainException e) {
            // What was refused is refused, whatever became of the other one.
            LOG.info("the payment ahead can't be looked up yet: {}", e.getMessage());
        }
    }

    /** A refusal is on record as well; when it can't be recorded, the caller learns nothing. */
    private Unpaid refused(Author author, @Nullable Payment payment, PaymentRefusal refusal) {
        audit.refused(author, payment, refusal);
        return Unpaid.because(refusal);
    }
}
