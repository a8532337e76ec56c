package dev.chimera.embedded;

import dev.chimera.embedded.EmbeddedServers.Part;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Gives the Chimera server the PostgreSQL and the Redis that nobody has configured. Properties it reads:
 *
 * <ul>
 *   <li>{@code chimera.postgres.url}, {@code chimera.redis.url} (or {@code CHIMERA_POSTGRES_URL},
 *       {@code CHIMERA_REDIS_URL}): a server whose URL is set is not started; the other's URL is set from here
 *   <li>{@code chimera.home} ({@code CHIMERA_HOME}): default {@code .chimera} in {@code CHIMERA_PROJECT}, or else in the
 *       working directory; set to the absolute path from here
 *   <li>{@code chimera.embedded}: default, only a process whose main class is {@code dev.chimera.ChimeraServer} gets
 *       anything from here; {@code true}: any application; {@code false}: none
 *   <li>{@code chimera.training}: see {@link TrainingRun}
 * </ul>
 *
 * <p>The servers are stopped by Spring Boot's shutdown handlers, which run after every application context is closed,
 * also when the application did not start. In the server's own process a failure ends the process here, with its one
 * line on standard error and its exit status: thrown, Spring would log a stack trace around it. Elsewhere it is thrown.
 */
final class EmbeddedEnvironment implements EnvironmentPostProcessor, Ordered {

    private static final String SERVER_MAIN_CLASS = "dev.chimera.ChimeraServer";
    private static final String POSTGRES_URL = "chimera.postgres.url";
    private static final String REDIS_URL = "chimera.redis.url";

    EmbeddedEnvironment() {}

    /** After the configuration files, which may set the URLs. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean serverProcess = isServerProcess(application);
        if (!environment.getProperty("chimera.embedded", Boolean.class, serverProcess)) {
            return;
        }
        try {
            provide(environment);
        } catch (EmbeddedFailure e) {
            if (!serverProcess) {
                throw e;
            }
            System.err.println(e.line());
            System.exit(e.code().exitStatus());
        }
    }

    private static boolean isServerProcess(SpringApplication application) {
        Class<?> main = application.getMainApplicationClass();
        return main != null && main.getName().equals(SERVER_MAIN_CLASS);
    }

    private static void provide(ConfigurableEnvironment environment) {
        EnumSet<Part> missing = EnumSet.noneOf(Part.class);
        if (!StringUtils.hasText(environment.getProperty(POSTGRES_URL))) {
            missing.add(Part.POSTGRES);
        }
        if (!StringUtils.hasText(environment.getProperty(REDIS_URL))) {
            missing.add(Part.REDIS);
        }
        Path home = home(environment);
        Map<String, Object> properties = new HashMap<>();
        properties.put("chimera.home", home.toString());
        if (!missing.isEmpty()) {
            Running running = new Running();
            SpringApplication.getShutdownHandlers().add(running::stop);
            EmbeddedServers servers = running.start(home, missing);
            properties.put("chimera.home", servers.home().toString());
            servers.postgres().ifPresent(server -> properties.put(POSTGRES_URL, server.url()));
            servers.redis().ifPresent(server -> properties.put(REDIS_URL, server.url()));
        }
        environment.getPropertySources().addFirst(new MapPropertySource("chimera-embedded", properties));
    }

    private static Path home(ConfigurableEnvironment environment) {
        String configured = environment.getProperty("chimera.home");
        if (StringUtils.hasText(configured)) {
            return Path.of(configured).toAbsolutePath().normalize();
        }
        String project = environment.getProperty("CHIMERA_PROJECT", "");
        return Path.of(project, ".chimera").toAbsolutePath().normalize();
    }

    /** A signal may arrive while the servers start: the handler then waits for them, and stops them. */
    private static final class Running {

        private @Nullable EmbeddedServers servers;

        synchronized EmbeddedServers start(Path home, EnumSet<Part> parts) {
            EmbeddedServers started = EmbeddedServers.start(home, parts);
            servers = started;
            return started;
        }

        synchronized void stop() {
            if (servers != null) {
                servers.close();
            }
        }
    }
}
