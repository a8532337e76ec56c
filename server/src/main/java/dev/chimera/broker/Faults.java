package dev.chimera.broker;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.failure.Redaction;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/** Tells what passes by itself from what comes back for ever. */
public final class Faults {

    private static final int LONGEST = 300;

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
            case ChimeraException away -> away.kind() == ChimeraException.Kind.UNAVAILABLE;
            case RedisException away -> true;
            default -> false;
        };
    }

    /** What is said of something that was tried as often as anything is, and failed by its own fault each time. */
    public static Failure poison(Throwable cause) {
        return new Failure(
                "POISON",
                "failed " + Retries.ATTEMPTS + " times, last with " + inShort(cause),
                "the server's log has the trace");
    }

    /** What went wrong, for a record that people read: bounded, and without secrets. */
    public static String inShort(Throwable cause) {
        Throwable root = cause instanceof ChimeraException ? cause : innermost(cause);
        String message = root.getMessage() == null
                ? ""
                : ": " + Redaction.of(root.getMessage()).replace('\0', ' ');
        String reason = root.getClass().getSimpleName() + message;
        return reason.substring(0, Math.min(LONGEST, reason.length()));
    }

    private static Throwable innermost(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Redis has lost a stream, or its group. */
    static boolean isMissingGroup(Throwable e) {
        return e instanceof RedisCommandExecutionException refused && Streams.isMissingGroup(refused);
    }
}
