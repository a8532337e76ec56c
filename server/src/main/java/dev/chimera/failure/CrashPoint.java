package dev.chimera.failure;

import org.jspecify.annotations.Nullable;

/**
 * A named place where a test may kill the process, without a shutdown hook or a finally block (fault 2).
 *
 * <p>The system property {@code chimera.crash-at} names the place, as {@code name} or {@code name:N} for the N-th
 * passage. Unset, as always outside a test, a passage costs one read of a static final field.
 */
public enum CrashPoint {
    AFTER_CLAIM_BEFORE_ACKNOWLEDGE,
    AFTER_COMMIT_BEFORE_HINT,
    AFTER_INTENT_BEFORE_SEND,
    AFTER_SENDING_BEFORE_CALL,
    AFTER_CALL_BEFORE_RECORD;

    private static final @Nullable String CRASH_AT = System.getProperty("chimera.crash-at");
    private static final java.util.concurrent.atomic.AtomicInteger PASSAGES =
            new java.util.concurrent.atomic.AtomicInteger();

    /** Halts the process here when this is the place, and the passage, that the test named. */
    public void reached() {
        if (CRASH_AT == null) {
            return;
        }
        int colon = CRASH_AT.indexOf(':');
        String name = colon < 0 ? CRASH_AT : CRASH_AT.substring(0, colon);
        int passage = colon < 0 ? 1 : Integer.parseInt(CRASH_AT.substring(colon + 1));
        if (name.equals(name()) && PASSAGES.incrementAndGet() == passage) {
            Runtime.getRuntime().halt(137);
        }
    }
}
