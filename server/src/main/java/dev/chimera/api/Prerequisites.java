package dev.chimera.api;

import dev.chimera.broker.RedisOutage;
import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.ChimeraException.Kind;
import dev.chimera.failure.Failure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private static final String JDBC = "jdbc:postgresql:";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        Duration patience = environment.getProperty("chimera.start-patience", Duration.class, Duration.ofMinutes(1));
        await("PostgreSQL", patience, () -> checkPostgres(required(environment, "chimera.postgres.url")));
        await("Redis", patience, () -> RedisOutage.at(required(environment, "chimera.redis.url")));
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
        /** Why the server is away; empty when it is there. */
        Optional<Failure> away();
    }

    private static void await(String name, Duration patience, Check check) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean said = false;
        while (true) {
            Optional<Failure> away = check.away();
            if (away.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ChimeraException(Kind.UNAVAILABLE, away.get());
            }
            if (!said) {
                LOG.warn(
                        "{} does not answer yet ({}), waiting up to {} s",
                        name,
                        away.get().message(),
                        patience.toSeconds());
                said = true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    private static Optional<Failure> checkPostgres(String url) {
        if (!url.startsWith(JDBC)) {
            // The driver would wait for nothing, and say why with the whole address.
            throw ChimeraException.badInput(
                    "INVALID_CONFIGURATION",
                    "CHIMERA_POSTGRES_URL does not begin with " + JDBC,
                    "write it as " + JDBC + "//host:port/database?user=NAME&password=...");
        }
        try (Connection connection = DriverManager.getConnection(url, patience())) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_POSTGRES) {
                throw ChimeraException.badInput(
                        "POSTGRES_TOO_OLD", "PostgreSQL " + version + " is too old", "use PostgreSQL 15 or later");
            }
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(postgresAway(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
    }

    /** In seconds, as the driver has it: a server that takes a connection and says nothing is away, too. */
    private static Properties patience() {
        Properties patience = new Properties();
        patience.setProperty("connectTimeout", "5");
        patience.setProperty("loginTimeout", "5");
        patience.setProperty("socketTimeout", "10");
        return patience;
    }

    static Failure postgresAway(String why) {
        return new Failure(
                "POSTGRES_UNREACHABLE",
                "PostgreSQL can't be reached: " + why,
                "check CHIMERA_POSTGRES_URL, or unset it");
    }
}
