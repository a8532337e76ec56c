package dev.chimera.judge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How strict the Judge is.
 *
 * @param approve a score of at least this is approved without a person; 0.90 by default
 * @param escalate a score of at least this, but under {@code approve}, is shown to a person, and one below is rejected
 *     with feedback; 0.70 by default
 * @param maxAttempts how often a task may be tried before it is FAILED; 3 by default, 1 to 20
 * @param sensitiveTopics whether a sensitive topic always goes to a person; true by default. Switch it off only for an
 *     agent whose every post a person reads anyway
 * @param reviewExpiry how long a person has to decide; 7 days by default
 */
@ConfigurationProperties("chimera.judge")
record JudgeProperties(
        @DefaultValue("0.90") double approve,
        @DefaultValue("0.70") double escalate,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("true") boolean sensitiveTopics,
        @DefaultValue("7d") Duration reviewExpiry) {

    private static final int MOST_ATTEMPTS = 20;

    JudgeProperties {
        if (!(approve > 0 && approve <= 1)) {
            throw new IllegalArgumentException("chimera.judge.approve must be over 0 and at most 1, not " + approve);
        }
        if (!(escalate >= 0 && escalate <= approve)) {
            throw new IllegalArgumentException(
                    "chimera.judge.escalate must be between 0 and chimera.judge.approve, not " + escalate);
        }
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "chimera.judge.max-attempts must be 1 to " + MOST_ATTEMPTS + ", not " + maxAttempts);
        }
        if (reviewExpiry.isZero() || reviewExpiry.isNegative()) {
            throw new IllegalArgumentException("chimera.judge.review-expiry must be positive, not " + reviewExpiry);
        }
    }
}
