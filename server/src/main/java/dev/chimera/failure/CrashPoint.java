package dev.chimera.failure;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A named place where a test may kill the process, without a shutdown hook or a finally block (fault 2), or stop it, as
 * SIGSTOP does, until somebody sends SIGCONT (fault 8).
 *
 * <p>The system properties {@code chimera.crash-at} and {@code chimera.stop-at} name the place, as {@code name} or
 * {@code name:N} for the N-th passage. Unset, as always outside a test, a passage costs two reads of static final fields.
 */
public enum CrashPoint {
    AFTER_CLAIM_BEFORE_ACKNOWLEDGE,
    AFTER_COMMIT_BEFORE_HINT,
    AFTER_INTENT_BEFORE_SEND,
    AFTER_SENDING_BEFORE_CALL,
    AFTER_CALL_BEFORE_RECORD,
    AFTER_RESERVATION_BEFORE_BROADCAST,
    AFTER_BROADCAST_BEFORE_RECORD;

    private static final int KILLED = 137;
    private static final @Nullable Order CRASH_AT = Order.of(System.getProperty("chimera.crash-at"));
    private static final @Nullable Order STOP_AT = Order.of(System.getProperty("chimera.stop-at"));

    /** A place, and which passage of it is meant. */
    private record Order(String place, int passage, AtomicInteger passages) {

        static @Nullable Order of(@Nullable String text) {
            if (text == null) {
                return null;
            }
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Order(text, 1, new AtomicInteger())
                    : new Order(
                            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)), new AtomicInteger());
        }

        boolean isMet(CrashPoint point) {
            return place.equals(point.name()) && passages.incrementAndGet() == passage;
        }
    }

    /** Halts or stops the process here when this is the place, and the passage, that the test named. */
    public void reached() {
        if (CRASH_AT != null && CRASH_AT.isMet(this)) {
            Runtime.getRuntime().halt(KILLED);
        }
        if (STOP_AT != null && STOP_AT.isMet(this)) {
            stopProcess();
        }
    }

    /** Returns when the process was continued. */
    private static void stopProcess() {
        try {
            long pid = ProcessHandle.current().pid();
            new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("this process can't stop itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
