package dev.chimera.bridge;

import dev.chimera.failure.Redaction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A definite no: nothing was posted.
 *
 * @param message what is wrong, in a sentence, without secrets
 * @param retryAfter when the same call could succeed; null where it never will, or nobody knows
 */
public record Refusal(
        RefusalCode code, String message, @Nullable Duration retryAfter)
        implements Admission, Draft, Posting, Publication {

    public Refusal {
        // It may be what a remote timeline said, and is stored and shown.
        message = Redaction.of(message);
    }

    public static Refusal of(RefusalCode code, String message) {
        return new Refusal(code, message, null);
    }

    /** Whole seconds, rounded up, so that whoever waits that long is not early. */
    @Nullable
    Long retryAfterSeconds() {
        return retryAfter == null ? null : retryAfter.plusNanos(999_999_999).toSeconds();
    }
}
