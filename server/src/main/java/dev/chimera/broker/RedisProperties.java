package dev.chimera.broker;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Redis is, and how long anything may take there.
 *
 * @param url with the password; {@code CHIMERA_REDIS_URL}
 * @param connectTimeout how long connecting may take, and then signing in; default 3 s
 * @param commandTimeout how long an answer may take; a blocking read may take its own time beside it; default 5 s
 * @param pulse how often the shared connection is asked whether it lives; one that misses two in a row is replaced;
 *     default 2 s
 */
@ConfigurationProperties("chimera.redis")
public record RedisProperties(
        String url,
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("5s") Duration commandTimeout,
        @DefaultValue("2s") Duration pulse) {

    public RedisProperties {
        Map.of("connect-timeout", connectTimeout, "command-timeout", commandTimeout, "pulse", pulse)
                .forEach(RedisProperties::requireBound);
    }

    private static void requireBound(String name, Duration bound) {
        if (bound.compareTo(Duration.ofMillis(50)) < 0 || bound.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "chimera.redis." + name + " must be between 50ms and 10m, not " + bound.toMillis() + "ms");
        }
    }
}
