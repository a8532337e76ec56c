package dev.chimera.bench.load;

import dev.chimera.ChimeraServer;
import dev.chimera.embedded.PostgresServer;
import dev.chimera.embedded.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The real server in this process, over a real PostgreSQL (fsync and synchronous_commit on, as always) and a real Redis in
 * a throw-away folder, with handlers and a Judge that have nothing to think about.
 */
public final class BenchServer implements AutoCloseable {

    private final Path folder;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final ConfigurableApplicationContext context;

    private BenchServer(
            Path folder, PostgresServer postgres, RedisServer redis, ConfigurableApplicationContext context) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        this.context = context;
    }

    /** Starts everything; {@code beans} add what the benchmark replaces. */
    static BenchServer start(Class<?> beans, String... properties) throws IOException {
        return start(List.of(ChimeraServer.class, beans), "worker,judge", properties);
    }

    /** The product with all its roles and nothing replaced. */
    public static BenchServer whole(String... properties) throws IOException {
        return start(List.of(ChimeraServer.class), "planner,worker,judge,effect,bridge,api", properties);
    }

    private static BenchServer start(List<Class<?>> sources, String roles, String... properties) throws IOException {
        Path folder = Files.createTempDirectory("chimera-bench");
        PostgresServer postgres = PostgresServer.start(folder.resolve("postgres"));
        RedisServer redis = RedisServer.start(folder.resolve("redis"));
        List<String> arguments = new ArrayList<>(List.of(
                "--chimera.embedded=false",
                "--chimera.postgres.url=" + postgres.url(),
                "--chimera.redis.url=" + redis.url(),
                "--chimera.roles=" + roles,
                "--server.port=0",
                "--logging.level.dev.chimera=warn"));
        arguments.addAll(List.of(properties));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .web(WebApplicationType.SERVLET)
                .run(arguments.toArray(String[]::new));
        return new BenchServer(folder, postgres, redis, context);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public String httpUrl() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    String redisUrl() {
        return redis.url();
    }

    @Override
    public void close() throws IOException {
        context.close();
        redis.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
