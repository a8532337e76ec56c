package dev.chimera.effect;

import java.time.Duration;
import java.util.List;
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
 * @param looks when an effect of unknown outcome is looked for, counted from the moment in which it became unknown; it is
 *     looked for at once, too, and after the last of them a person is asked; default 30 s, 2 m, 10 m, 1 h
 * @param blind after how long a person is asked about an effect that nobody can look for; default 1 h
 * @param lookFor for how long an effect is looked for after a person has said what became of it; default 30 d
 * @param lookParallel accounts that are looked at at once; default 16
 */
@ConfigurationProperties("chimera.effect")
public record EffectProperties(
        @DefaultValue("15m") Duration cooldown,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("80s") Duration paymentTimeout,
        @DefaultValue("16") int parallel,
        @DefaultValue({"30s", "2m", "10m", "1h"}) List<Duration> looks,
        @DefaultValue("1h") Duration blind,
        @DefaultValue("30d") Duration lookFor,
        @DefaultValue("16") int lookParallel) {

    public EffectProperties {
        if (cooldown.isNegative() || !timeout.isPositive() || !paymentTimeout.isPositive() || parallel < 1) {
            throw new IllegalArgumentException("chimera.effect: cooldown must not be negative; timeout, payment-timeout"
                    + " and parallel must be positive");
        }
        looks = List.copyOf(looks);
        if (looks.isEmpty()
                || looks.getFirst().isNegative()
                || !looks.equals(looks.stream().sorted().toList())) {
            throw new IllegalArgumentException("chimera.effect.looks must name moments, the earliest first");
        }
        if (blind.isNegative() || lookFor.isNegative() || lookParallel < 1) {
            throw new IllegalArgumentException(
                    "chimera.effect: blind and look-for must not be negative, and look-parallel must be positive");
        }
    }

    Duration timeout(Destination destination) {
        return switch (destination) {
            case TWITTER -> timeout;
            case COMMERCE -> paymentTimeout;
        };
    }
}
