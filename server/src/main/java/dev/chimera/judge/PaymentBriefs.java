package dev.chimera.judge;

import dev.chimera.failure.ChimeraException;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import dev.chimera.wallet.WalletStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what the Judge needs of payments. They are few, and each is looked at alone. */
@Repository
class PaymentBriefs {

    private static final String ORDERED = """
            SELECT EXISTS (SELECT FROM campaign_payments
                           WHERE tenant_id = :tenant AND campaign_id = :campaign AND task_id = :task
                             AND payment = :payload::jsonb)
            """;

    private final JdbcClient jdbc;
    private final WalletStore wallets;
    private final Payments payments;

    PaymentBriefs(JdbcClient jdbc, WalletStore wallets, Payments payments) {
        this.jdbc = jdbc;
        this.wallets = wallets;
        this.payments = payments;
    }

    @Nullable
    PaymentBrief of(Task task) {
        if (task.type() != TaskType.TRANSACTION) {
            return null;
        }
        Optional<Wallet> wallet = wallets.find(task.tenant(), task.agent());
        return new PaymentBrief(
                wallet.orElse(null),
                task.submittedBy() != null || ordered(task),
                wallet.flatMap(found -> now(found, task)).orElse(null));
    }

    private boolean ordered(Task task) {
        return jdbc.sql(ORDERED)
                .param("tenant", task.tenant().value())
                .param("campaign", task.campaign().value())
                .param("task", task.id().value())
                .param("payload", task.payload().toString())
                .query(Boolean.class)
                .single();
    }

    private Optional<PaymentRefusal> now(Wallet wallet, Task task) {
        try {
            return payments.refusal(wallet, PaymentOrder.read(task.payload(), "payload"));
        } catch (ChimeraException e) {
            // What is wrong with the order itself is the assessor's to say.
            return Optional.empty();
        }
    }
}
