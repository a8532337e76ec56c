package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.Refusal;
import dev.chimera.failure.Failure;
import dev.chimera.model.offline.HostileFinding;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentRefusal;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what became of payments into the audit log. Belongs into the transaction of the change. Whoever meets a payment
 * that is not settled may settle it, so the task and the effect are the payment's, and not the caller's.
 */
@Repository
class PaymentAudit {

    /** Whatever agent is claimed: that there is none of that name is the very thing to remember. */
    private static final String WRITE = """
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
            SELECT n.id, :actor, :event, :task, t.campaign_id, CAST(:evidence AS jsonb)
            FROM tenants n
            LEFT JOIN tasks t ON t.tenant_id = n.id AND t.id = :task
            WHERE n.id = :tenant
            """;

    private static final Logger LOG = LoggerFactory.getLogger(PaymentAudit.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PaymentAudit(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void sending(Author author, Payment payment) {
        write(author, payment, event("PaymentSending", author, payment, null, null, null, null));
    }

    void confirmed(Author author, Payment payment, String hash, BigInteger feeWei) {
        write(author, payment, event("PaymentConfirmed", author, payment, hash, feeWei, null, null));
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
        write(author, payment, event("PaymentRefused", author, payment, null, null, refusal.code(), refusal.message()));
    }

    /** Somebody who may not act here at all; whoever names no tenant is remembered in the log of the process only. */
    void turnedAway(Caller caller, Refusal refusal) {
        UUID agent = caller instanceof Caller.Agent own ? own.agent() : null;
        PaymentEvent event = new PaymentEvent(
                "PaymentRefused",
                agent,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                refusal.code().name(),
                refusal.message());
        if (caller instanceof Caller.Service) {
            LOG.warn("{} was turned away: {} {}", caller.actor(), refusal.code(), refusal.message());
        } else {
            write(caller.tenant().value(), caller.actor(), event.name(), null, json.writeValueAsString(event));
        }
    }

    /** Anybody can name a token. */
    void hostileToken(Author author, String token, HostileFinding finding) {
        write(
                author.tenant().value(),
                author.actor(),
                HostileFinding.EVENT,
                null,
                finding.evidence("token").put("source", token).toString());
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
        UUID called = author.task() == null ? null : author.task().value();
        UUID task = payment == null ? called : payment.task();
        write(author.tenant().value(), author.actor(), event.name(), task, json.writeValueAsString(event));
    }

    private void write(UUID tenant, String actor, String event, @Nullable UUID task, String evidence) {
        jdbc.sql(WRITE)
                .param("actor", actor)
                .param("event", event)
                .param("task", task)
                .param("evidence", evidence)
                .param("tenant", tenant)
                .update();
    }
}
