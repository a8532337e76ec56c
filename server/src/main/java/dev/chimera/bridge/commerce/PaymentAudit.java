package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentRefusal;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what became of payments into the audit log. Belongs into the transaction of the change. Whoever meets a payment
 * that is not settled may settle it, so the task and the effect are the payment's, and not the caller's.
 */
@Repository
class PaymentAudit {

    private static final String WRITE = """
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
            SELECT a.tenant_id, :actor, :event, :task, t.campaign_id, CAST(:evidence AS jsonb)
            FROM agents a
            LEFT JOIN tasks t ON t.tenant_id = a.tenant_id AND t.id = :task
            WHERE a.tenant_id = :tenant AND a.id = :agent
            """;

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

    void refused(Author author, @Nullable Payment payment, PaymentRefusal refusal) {
        write(author, payment, event("PaymentRefused", author, payment, null, null, refusal.code(), refusal.message()));
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
        jdbc.sql(WRITE)
                .param("actor", author.actor())
                .param("event", event.name())
                .param("task", task)
                .param("evidence", json.writeValueAsString(event))
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .update();
    }
}
