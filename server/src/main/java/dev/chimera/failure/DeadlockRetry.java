package dev.chimera.failure;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Repeats a transaction that PostgreSQL gave up for the sake of another (deadlock 40P01, serialization failure 40001). Inside
 * a transaction of the caller's only the caller can repeat, because the whole transaction is lost.
 */
@Component
public class DeadlockRetry {

    private static final int ATTEMPTS = 10;
    private static final long PAUSE_MS = 50;

    private final TransactionTemplate transactions;

    DeadlockRetry(TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    /** Does the work in a transaction, again and again until it comes through. */
    public <T extends @Nullable Object> T inTransaction(TransactionCallback<T> work) {
        return repeat(() -> transactions.execute(work));
    }

    /** The same for work without a result. */
    public void inTransaction(Runnable work) {
        repeat(() -> {
            transactions.executeWithoutResult(status -> work.run());
            return work;
        });
    }

    /** The same for work that opens its own transaction. */
    public <T extends @Nullable Object> T repeat(Supplier<T> transaction) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return transaction.get();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (PessimisticLockingFailureException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                // Longer each time: the other one has to be through, however slow the machine is.
                long pause = ThreadLocalRandom.current().nextLong(1, attempt * PAUSE_MS);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            }
        }
    }
}
