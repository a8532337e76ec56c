package dev.chimera.bridge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The limits of the twitter bridge.
 *
 * @param cooldown {@code chimera.twitter.cooldown}: how long an agent waits after a post before its next; default 15
 *     minutes (specification 5); 0 is for tests
 */
@ConfigurationProperties("chimera.twitter")
record TwitterProperties(@DefaultValue("15m") Duration cooldown) {

    TwitterProperties {
        if (cooldown.isNegative()) {
            throw new IllegalArgumentException("chimera.twitter.cooldown is negative: " + cooldown);
        }
    }
}
