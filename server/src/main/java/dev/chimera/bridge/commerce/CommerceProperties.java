package dev.chimera.bridge.commerce;

import dev.chimera.wallet.Assets;
import java.math.BigInteger;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How payments are sent.
 *
 * @param maxFee {@code chimera.commerce.max-fee}: the most that the gas of one payment may cost, in ETH; above it the
 *     payment waits; default 0.0005
 * @param sendTimeout {@code chimera.commerce.send-timeout}: how long AgentKit may take until a payment is mined; after it
 *     the outcome is looked up; default 70 s, below {@code chimera.effect.payment-timeout}
 * @param readTimeout {@code chimera.commerce.read-timeout}: the same for looking; default 15 s
 * @param sweepEvery {@code chimera.commerce.sweep-every}: the pause between two looks at agents' own payments whose outcome
 *     is not known; default 1 m
 * @param recheckEvery {@code chimera.commerce.recheck-every}: the same for those that a person said were not paid; default 1 h
 */
@ConfigurationProperties("chimera.commerce")
record CommerceProperties(
        @DefaultValue("0.0005") String maxFee,
        @DefaultValue("70s") Duration sendTimeout,
        @DefaultValue("15s") Duration readTimeout,
        @DefaultValue("1m") Duration sweepEvery,
        @DefaultValue("1h") Duration recheckEvery) {

    CommerceProperties {
        Assets.ETH.positive(maxFee, "chimera.commerce.max-fee");
        if (!sendTimeout.isPositive()
                || !readTimeout.isPositive()
                || !sweepEvery.isPositive()
                || !recheckEvery.isPositive()) {
            throw new IllegalArgumentException(
                    "chimera.commerce: send-timeout, read-timeout, sweep-every and recheck-every must be positive");
        }
    }

    BigInteger maxFeeWei() {
        return Assets.ETH.positive(maxFee, "chimera.commerce.max-fee");
    }
}
