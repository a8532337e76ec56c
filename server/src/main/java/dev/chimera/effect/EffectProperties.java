package dev.chimera.effect;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Effects of one process.
 *
 * @param cooldown what the twitter bridge is expected to keep between two posts of an agent, for planning ahead; the
 *     bridge decides, not this; default 15 m
 * @param timeout how long an answer is waited for; after it the outcome is UNKNOWN; default 10 s, below the lease
 * @param paymentTimeout the same for a payment, which has to be mined first; default 80 s
 * @param parallel calls in flight at once; default 16
 */
@ConfigurationProperties("chimera.effect")
public record EffectProperties(
        @DefaultValue("15m") Duration cooldown,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("80s") Duration paymentTimeout,
        @DefaultValue("16") int parallel) {

    public EffectProperties {
        if (cooldown.isNegative() || !timeout.isPositive() || !paymentTimeout.isPositive() || parallel < 1) {
            throw new IllegalArgumentException("chimera.effect: cooldown must not be negative; timeout, payment-timeout"
                    + " and parallel must be positive");
        }
    }

    Duration timeout(Destination destination) {
        return switch (destination) {
            case TWITTER -> timeout;
            case COMMERCE -> paymentTimeout;
        };
    }
}
