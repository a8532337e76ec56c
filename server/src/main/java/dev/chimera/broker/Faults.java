package dev.chimera.broker;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/** Tells what passes by itself from what comes back for ever. */
public final class Faults {

    private Faults() {}

    /**
     * Whether it is the fault of nothing that was being worked on: a database is away, busy, full or not yet migrated, or
     * the thread is to stop. Such a thing is waited for, and counts against nobody.
     *
     * <p>What the database refuses for what is in it, and everything else, an {@link Error} too, comes back as long as the
     * same work is tried.
     */
    public static boolean pass(Throwable e) {
        return switch (e) {
            case InterruptedException stopped -> true;
            case DataIntegrityViolationException refused -> false;
            case DataAccessException away -> true;
            case TransactionException away -> true;
            case RedisException away -> true;
            default -> false;
        };
    }

    /** Redis has lost a stream, or its group. */
    static boolean isMissingGroup(Throwable e) {
        return e instanceof RedisCommandExecutionException refused && Streams.isMissingGroup(refused);
    }
}
