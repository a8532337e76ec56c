package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeAudit;
import dev.chimera.bridge.Refusal;
import dev.chimera.failure.Failure;
import dev.chimera.model.offline.HostileFinding;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentRefusal;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/**
 * Writes what became of payments into the audit log. Belongs into the transaction of the change. Whoever meets a payment
 * that is not settled may settle it, so the task and the effect are the payment's, and not the caller's.
 */
@Repository
class PaymentAudit {

    private static final String REFUSED = "PaymentRefused";

    private final BridgeAudit audit;

    PaymentAudit(BridgeAudit audit) {
        this.audit = audit;
    }

    void sending(Author author, Payment payment) {
        write(author, payment, event("PaymentSending", author, payment, null, null, null, null));
    }

    void confirmed(Author author, Payment payment, String hash, BigInteger feeWei) {
        write(author, payment, event("PaymentConfirmed", author, payment, hash, feeWei, null, null));
    }

    /**
     * It was found on the chain after a person had said what became of it.
     *
     * @param failure why nothing was paid by it; null where it was
     */
    void corrected(Author author, Payment payment, String hash, BigInteger feeWei, @Nullable Failure failure) {
        write(
                author,
                payment,
                event(
                        "PaymentCorrected",
                        author,
                        payment,
                        hash,
                        feeWei,
                        failure == null ? null : failure.code(),
                        failure == null ? null : failure.message()));
    }

    void reverted(
            Author author, Payment payment, String hash, @Nullable BigInteger feeWei, String code, String message) {
        write(author, payment, event("PaymentReverted", author, payment, hash, feeWei, code, message));
    }

    void unknown(Author author, Payment payment, @Nullable String hash, String why) {
        write(author, payment, event("PaymentUnknown", author, payment, hash, null, "OUTCOME_UNKNOWN", why));
    }

    /** It may have been sent, and can't be mined any more. */
    void failed(Author author, Payment payment, Failure failure) {
        write(author, payment, event("PaymentFailed", author, payment, null, null, failure.code(), failure.message()));
    }

    void refused(Author author, @Nullable Payment payment, PaymentRefusal refusal) {
        PaymentEvent event = event(REFUSED, author, payment, null, null, refusal.code(), refusal.message());
        UUID task = task(author, payment);
        if (task != null && event.effect() != null) {
            audit.writeRefusal(author.tenant(), author.actor(), REFUSED, task, event.effect(), refusal.code(), event);
        } else {
            write(author, payment, event);
        }
    }

    /** Somebody who may not act here at all. */
    void turnedAway(Caller caller, @Nullable Map<String, Object> meta, Refusal refusal) {
        audit.turnedAway(REFUSED, caller, meta, refusal);
    }

    /** Anybody can name a token. */
    void hostileToken(Author author, String token, HostileFinding finding) {
        audit.write(
                author.tenant(),
                author.actor(),
                HostileFinding.EVENT,
                null,
                finding.evidence("token").put("source", token));
    }

    private static PaymentEvent event(
            String name,
            Author author,
            @Nullable Payment payment,
            @Nullable String hash,
            @Nullable BigInteger feeWei,
            @Nullable String code,
            @Nullable String message) {
        return new PaymentEvent(
                name,
                author.agent().value(),
                payment == null ? author.effect() : payment.effect(),
                payment == null ? null : payment.id(),
                payment == null ? null : payment.to().value(),
                payment == null ? null : payment.asset().symbol(),
                payment == null ? null : payment.asset().decimal(payment.amount()),
                payment == null ? null : payment.nonce(),
                hash,
                feeWei == null ? null : feeWei.toString(),
                code,
                message);
    }

    private void write(Author author, @Nullable Payment payment, PaymentEvent event) {
        audit.write(author.tenant(), author.actor(), event.name(), task(author, payment), event);
    }

    private static @Nullable UUID task(Author author, @Nullable Payment payment) {
        UUID called = author.task() == null ? null : author.task().value();
        return payment == null ? called : payment.task();
    }
}
