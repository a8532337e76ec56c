package dev.chimera.worker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Workers of one process.
 *
 * @param slots tasks in flight at once; each is a virtual thread, so a slot costs some kilobytes; default 2,000
 * @param maxAttempts claims of one task before it fails as OUT_OF_ATTEMPTS; default 8
 * @param maxCrashes workers that may die with a task before it is parked as POISON; default 3
 * @param backoff the first pause before a task is tried again, doubled each time up to a minute; default 1 s
 * @param timeout how long a handler may take before it is interrupted and tried again; default 5 m
 */
@ConfigurationProperties("chimera.worker")
public record WorkerProperties(
        @DefaultValue("2000") int slots,
        @DefaultValue("8") int maxAttempts,
        @DefaultValue("3") int maxCrashes,
        @DefaultValue("1s") Duration backoff,
        @DefaultValue("5m") Duration timeout) {

    public WorkerProperties {
        if (slots < 1 || slots > 100_000) {
            throw new IllegalArgumentException("chimera.worker.slots must be between 1 and 100000, not " + slots);
        }
        if (maxAttempts < 1 || maxCrashes < 1) {
            throw new IllegalArgumentException("chimera.worker.max-attempts and max-crashes must be at least 1");
        }
    }

    /** The pause after the n-th attempt. */
    Duration backoffAfter(int attempt) {
        Duration pause = backoff.multipliedBy(1L << Math.min(Math.max(attempt - 1, 0), 6));
        return pause.compareTo(Duration.ofMinutes(1)) < 0 ? pause : Duration.ofMinutes(1);
    }
}
