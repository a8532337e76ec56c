package dev.chimera.api;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.ChimeraException.Kind;
import dev.chimera.failure.Failure;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Waits for PostgreSQL and Redis before anything else starts, says so, gives up after {@code chimera.start-patience} (one
 * minute by default), and checks that they are not too old.
 */
public final class Prerequisites implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger LOG = LoggerFactory.getLogger(Prerequisites.class);
    private static final int OLDEST_POSTGRES = 15;
    private static final Pattern REDIS_VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\d+)");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        Duration patience = environment.getProperty("chimera.start-patience", Duration.class, Duration.ofMinutes(1));
        await("PostgreSQL", patience, () -> checkPostgres(required(environment, "chimera.postgres.url")));
        await("Redis", patience, () -> checkRedis(required(environment, "chimera.redis.url")));
    }

    private static String required(Environment environment, String property) {
        String value = environment.getProperty(property);
        if (value == null || value.isBlank()) {
            String variable = property.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
            throw ChimeraException.badInput(
                    "INVALID_CONFIGURATION",
                    variable + " is not set, and this installation has no embedded servers",
                    "set " + variable);
        }
        return value;
    }

    private interface Check {
        /** @return why the server is away; null when it is there */
        @Nullable
        Failure away();
    }

    private static void await(String name, Duration patience, Check check) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (true) {
            Failure away = check.away();
            if (away == null) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ChimeraException(Kind.UNAVAILABLE, away);
            }
            if (!said) {
                LOG.warn("{} does not answer yet ({}), waiting up to {} s", name, away.message(), patience.toSeconds());
                said = true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    private static @Nullable Failure checkPostgres(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_POSTGRES) {
                throw ChimeraException.badInput(
                        "POSTGRES_TOO_OLD", "PostgreSQL " + version + " is too old", "use PostgreSQL 15 or later");
            }
            return null;
        } catch (SQLException e) {
            return postgresAway(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    static Failure postgresAway(String why) {
        return new Failure(
                "POSTGRES_UNREACHABLE",
                "PostgreSQL can't be reached: " + why,
                "check CHIMERA_POSTGRES_URL, or unset it");
    }

    private static @Nullable Failure checkRedis(String url) {
        try (RedisClient client = RedisClient.create(url);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            Matcher version = REDIS_VERSION.matcher(connection.sync().info("server"));
            if (version.find() && isOlderThan62(version)) {
                throw ChimeraException.badInput(
                        "REDIS_TOO_OLD",
                        "Redis " + version.group(1) + "." + version.group(2) + " is too old",
                        "use Redis 6.2 or later");
            }
            return null;
        } catch (RedisException e) {
            return new Failure(
                    "REDIS_UNREACHABLE",
                    "Redis can't be reached: " + e.getMessage(),
                    "check CHIMERA_REDIS_URL, or unset it");
        } catch (IllegalArgumentException e) {
            throw ChimeraException.badInput(
                    "INVALID_CONFIGURATION",
                    "CHIMERA_REDIS_URL is not a Redis address: " + e.getMessage(),
                    "write it as redis://host:port");
        }
    }

    private static boolean isOlderThan62(Matcher version) {
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major < 6 || (major == 6 && minor < 2);
    }
}
