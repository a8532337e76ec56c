package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.bridge.commerce.PaymentAnswer.Paid;
import dev.chimera.bridge.commerce.PaymentAnswer.Unpaid;
import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.Failure;
import dev.chimera.tool.WalletAnswer;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Sends a payment that is SENDING, once, and records what is known then. */
@Component
@Conditional(HasBridgeRole.class)
class PaymentSender {

    private final Payments payments;
    private final Chain chain;
    private final PaymentAudit audit;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    PaymentSender(
            Payments payments, Chain chain, PaymentAudit audit, TransactionTemplate transactions, InstantSource clock) {
        this.payments = payments;
        this.chain = chain;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param notAfter a process that slept until after this moment must not send any more
     * @throws OutcomeUnknownException when the payment may be on the chain; it stays SENDING
     */
    PaymentAnswer send(Author author, Wallet wallet, Payment payment, Instant notAfter) {
        CrashPoint.AFTER_RESERVATION_BEFORE_BROADCAST.reached();
        if (!clock.instant().isBefore(notAfter)) {
            return notSent(
                    author,
                    payment,
                    PaymentRefusal.of("EXPIRED", "the last moment of the call passed before it was sent"));
        }
        WalletAnswer answer = chain.send(wallet, payment, notAfter);
        CrashPoint.AFTER_BROADCAST_BEFORE_RECORD.reached();
        return switch (answer) {
            case WalletAnswer.Done done -> paid(author, payment, done.content());
            case WalletAnswer.NotAsked notAsked -> notSent(author, payment, ChainAnswers.unavailable(notAsked.why()));
            case WalletAnswer.NoAnswer noAnswer -> throw unknown(author, payment, null, noAnswer.why());
            case WalletAnswer.Failed failed ->
                switch (failed.sent()) {
                    case NO -> notSent(author, payment, ChainAnswers.refusal(failed));
                    case YES -> reverted(author, payment, failed);
                    case UNKNOWN -> throw unknown(author, payment, ChainAnswers.hash(failed.error()), failed.message());
                };
        };
    }

    private PaymentAnswer paid(Author author, Payment payment, JsonNode content) {
        String hash = ChainAnswers.hash(content);
        BigInteger fee = ChainAnswers.units(content.path("fee_wei"));
        if (hash == null || fee == null) {
            throw unknown(author, payment, hash, "the answer has another form than agreed");
        }
        transactions.executeWithoutResult(status -> {
            if (payments.confirm(payment, hash, fee)) {
                audit.confirmed(author, payment, hash, fee);
            }
        });
        return new Paid(payment, hash, fee);
    }

    private PaymentAnswer reverted(Author author, Payment payment, WalletAnswer.Failed failed) {
        String hash = ChainAnswers.hash(failed.error());
        if (hash == null) {
            throw unknown(author, payment, null, "the answer names no transaction: " + failed.message());
        }
        BigInteger fee = ChainAnswers.units(failed.error().path("fee_wei"));
        transactions.executeWithoutResult(status -> {
            if (payments.revert(payment, hash, fee, Failure.of(failed.code(), failed.message()))) {
                audit.reverted(author, payment, hash, fee, failed.code(), failed.message());
            }
        });
        return new Unpaid(
                PaymentRefusal.of(failed.code(), failed.message()), Objects.requireNonNullElse(fee, BigInteger.ZERO));
    }

    private PaymentAnswer notSent(Author author, Payment payment, PaymentRefusal refusal) {
        transactions.executeWithoutResult(status -> {
            if (giveBack(payment, refusal)) {
                audit.refused(author, payment, refusal);
            }
        });
        return Unpaid.because(refusal);
    }

    /** What was approved is tried again; an agent's own call is over, and nobody would come back for its payment. */
    private boolean giveBack(Payment payment, PaymentRefusal refusal) {
        return payment.effect() == null
                ? payments.abandon(payment, Failure.of(refusal.code(), refusal.message()))
                : payments.putBack(payment);
    }

    private OutcomeUnknownException unknown(Author author, Payment payment, @Nullable String hash, String why) {
        audit.unknown(author, payment, hash, why);
        return new OutcomeUnknownException(payment, why);
    }
}
