package dev.chimera.broker;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a Redis that is away, which passes, from one that said no or that can never do. */
public final class RedisOutage {

    private static final String CODE = "REDIS_UNREACHABLE";
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\d+)");

    private RedisOutage() {}

    /** What to say when this exception means that Redis is away; empty for every other exception. */
    public static Optional<Failure> of(Throwable thrown) {
        return thrown instanceof RedisException e && isAway(e)
                ? Optional.of(new Failure(CODE, "Redis can't be reached", "nothing is lost; try again when it is back"))
                : Optional.empty();
    }

    private static boolean isAway(RedisException e) {
        return switch (e) {
            case RedisLoadingException _ -> true;
            case RedisCommandExecutionException _ -> false;
            case RedisCommandInterruptedException _ -> false;
            default -> true;
        };
    }

    /**
     * Why the Redis at this address is away; empty when it answers.
     *
     * @throws ChimeraException INVALID_CONFIGURATION for what is no address, REDIS_TOO_OLD before 6.2
     */
    public static Optional<Failure> at(String url) {
        try (RedisClient client = RedisConnections.bounded(url, Duration.ofSeconds(3), Duration.ofSeconds(5));
                StatefulRedisConnection<String, String> connection = client.connect()) {
            Matcher version = VERSION.matcher(connection.sync().info("server"));
            if (version.find() && isOlderThan62(version)) {
                throw ChimeraException.badInput(
                        "REDIS_TOO_OLD",
                        "Redis " + version.group(1) + "." + version.group(2) + " is too old",
                        "use Redis 6.2 or later");
            }
            return Optional.empty();
        } catch (RedisException e) {
            return Optional.of(new Failure(
                    CODE, "Redis can't be reached: " + e.getMessage(), "check CHIMERA_REDIS_URL, or unset it"));
        } catch (IllegalArgumentException _) {
            throw ChimeraException.badInput(
                    "INVALID_CONFIGURATION",
                    "CHIMERA_REDIS_URL is not a Redis address",
                    "write it as redis://host:port");
        }
    }

    private static boolean isOlderThan62(Matcher version) {
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major < 6 || (major == 6 && minor < 2);
    }
}
