package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.Caller;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A person says what became of an agent's own payment that the chain does not know: it has no task, and so no review in
 * which somebody would be asked. Payment and audit log change together, or not at all.
 */
@Component
class PaymentDecisions {

    private static final Failure NOT_PAID = Failure.of("NOT_PAID", "a person said that it was not paid");

    private static final String AUDIT = """
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            VALUES (:tenant, :actor, 'PaymentSettledByPerson',
                    jsonb_build_object('agent_id', :agent::uuid, 'payment_id', :payment::uuid, 'to', :to::text,
                                       'asset', :asset::text, 'amount', :amount::text, 'nonce', :nonce::bigint,
                                       'state', :state::text))
            """;

    private final OpenPaymentStore open;
    private final PaymentStore payments;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    PaymentDecisions(OpenPaymentStore open, PaymentStore payments, JdbcClient jdbc, TransactionTemplate transactions) {
        this.open = open;
        this.payments = payments;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * The person has seen it happen, where we could not look. It goes on counting in its window.
     *
     * @throws ChimeraException PAYMENT_UNKNOWN, PAYMENT_SETTLED, PAYMENT_HAS_REVIEW, PAYMENT_IN_FLIGHT
     */
    Payment paid(Caller.Person by, UUID id) {
        return settle(by, id, payments::confirmUnseen);
    }

    /**
     * It is given up, and the next payment of the wallet takes its nonce: even where the person is wrong, only one of the two
     * is ever mined.
     *
     * @throws ChimeraException as above
     */
    Payment notPaid(Caller.Person by, UUID id) {
        return settle(by, id, payment -> payments.abandon(payment, NOT_PAID));
    }

    private Payment settle(Caller.Person by, UUID id, Consumer<Payment> change) {
        return Objects.requireNonNull(transactions.execute(status -> {
            payments.lock(by.tenant(), find(by, id).payment().wallet());
            // Read again behind the lock: it may have been settled a moment ago.
            OpenPayment found = find(by, id);
            check(found);
            change.accept(found.payment());
            Payment settled = find(by, id).payment();
            audit(by, found, settled.state());
            return settled;
        }));
    }

    private OpenPayment find(Caller.Person by, UUID id) {
        return open.find(by.tenant(), id)
                .orElseThrow(() -> ChimeraException.notFound(
                        "PAYMENT_UNKNOWN", "there is no payment " + id, "chimera wallets shows what is not settled"));
    }

    private static void check(OpenPayment found) {
        Payment payment = found.payment();
        if (found.isSettled()) {
            throw ChimeraException.conflict(
                    "PAYMENT_SETTLED",
                    "the payment of " + payment.shown() + " is " + payment.state() + " already",
                    "chimera wallets shows what is not settled");
        }
        if (!found.isOwn()) {
            throw ChimeraException.conflict(
                    "PAYMENT_HAS_REVIEW",
                    "the payment of " + payment.shown() + " belongs to task " + payment.task(),
                    "decide its review, when there is one: chimera review list");
        }
        Duration left = found.inFlight();
        if (left.isPositive()) {
            throw ChimeraException.conflict(
                    "PAYMENT_IN_FLIGHT",
                    "the payment of " + payment.shown() + " began "
                            + found.age().toSeconds() + " s ago, and may still be sent or mined",
                    "ask again in " + (left.toSeconds() + 1) + " s");
        }
    }

    private void audit(Caller.Person by, OpenPayment decided, PaymentState state) {
        Payment payment = decided.payment();
        jdbc.sql(AUDIT)
                .param("tenant", payment.tenant().value())
                .param("actor", by.actor())
                .param("agent", decided.agent().value())
                .param("payment", payment.id())
                .param("to", payment.to().value())
                .param("asset", payment.asset().symbol())
                .param("amount", payment.asset().decimal(payment.amount()))
                .param("nonce", payment.nonce())
                .param("state", state.name())
                .update();
    }
}
