package dev.chimera.embedded;

import dev.chimera.embedded.PostgresServer.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Throw-away servers for tests: one PostgreSQL (fsync off) and one Redis per JVM, started by the first call (0.7 s) and
 * deleted at the end of the JVM. Tests do not see each other: everyone gets a database and a numbered Redis database of
 * their own (about 50 ms). In Redis, publish/subscribe and FLUSHALL know no such borders: use FLUSHDB.
 *
 * <p>Where the class path offers a {@link DatabaseTemplate}, every database begins as a copy of what it made; elsewhere it
 * is empty.
 *
 * <p>What killed JVMs have left behind is stopped and deleted by the next JVM that comes here.
 */
public final class SharedServers {

    private static final String HOME_PREFIX = "chimera-test-";
    private static final int REDIS_DATABASES = 1024;
    private static final String TEMPLATE = "test_template";

    private final PostgresServer postgres;
    private final RedisServer redis;
    private final String template;
    private final AtomicInteger taken = new AtomicInteger();

    private SharedServers(PostgresServer postgres, RedisServer redis) {
        this.postgres = postgres;
        this.redis = redis;
        this.template = prepared(postgres);
    }

    /** The name of the database that all others are copied from: PostgreSQL's own empty one where nothing is offered. */
    private static String prepared(PostgresServer postgres) {
        Optional<DatabaseTemplate> offered =
                ServiceLoader.load(DatabaseTemplate.class).findFirst();
        offered.ifPresent(filler -> {
            execute(postgres, "CREATE DATABASE " + TEMPLATE);
            filler.fill(postgres.url(TEMPLATE));
        });
        return offered.isPresent() ? TEMPLATE : "template1";
    }

    private static void execute(PostgresServer postgres, String statement) {
        try (Connection connection = DriverManager.getConnection(postgres.url());
                Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for this test", e);
        }
    }

    /** A database, empty or a copy of the template, and an empty Redis that no other test uses. */
    public record Fresh(String jdbcUrl, String redisUrl) {}

    /**
     * Both, for one test class or one test.
     *
     * @throws EmbeddedFailure when the servers can't be started
     * @throws IllegalStateException when PostgreSQL refuses the database, or after 1,023 calls in one JVM
     */
    public static Fresh fresh() {
        return OnFirstUse.SERVERS.next();
    }

    private Fresh next() {
        int number = taken.incrementAndGet();
        if (number >= REDIS_DATABASES) {
            throw new IllegalStateException("all " + REDIS_DATABASES + " Redis databases are taken");
        }
        String name = "test_" + number;
        execute(postgres, "CREATE DATABASE " + name + " TEMPLATE " + template);
        return new Fresh(postgres.url(name), redis.url(number));
    }

    private static final class OnFirstUse {

        private static final Path TMP = Path.of(System.getProperty("java.io.tmpdir"));

        static final SharedServers SERVERS = start();

        private static SharedServers start() {
            try {
                Home home = inTurn(() -> {
                    sweep();
                    return Home.open(Files.createTempDirectory(TMP, HOME_PREFIX));
                });
                PostgresServer postgres = PostgresServer.start(home.postgres(), Durability.THROWAWAY);
                RedisServer redis = RedisServer.start(home.redis(), List.of());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(home), "chimera-test-servers"));
                return new SharedServers(postgres, redis);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What is done with the homes of all JVMs. */
        private interface Work<T> {
            T go() throws IOException;
        }

        /**
         * One JVM at a time makes, sweeps or deletes homes: one that is half made or half deleted has no lock that anybody
         * holds, and would look like one that was left behind.
         */
        private static <T> T inTurn(Work<T> work) throws IOException {
            Path file = TMP.resolve("chimera-tests-" + System.getProperty("user.name") + ".lock");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                FileLock turn = channel.lock();
                try {
                    return work.go();
                } finally {
                    turn.release();
                }
            }
        }

        private static void sweep() throws IOException {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(TMP, HOME_PREFIX + "*")) {
                for (Path directory : left) {
                    try {
                        discard(Home.open(directory));
                    } catch (EmbeddedFailure ignored) {
                        // In use by another JVM, or another user's: not ours to clean.
                    }
                }
            }
        }

        private static void end(Home home) {
            try {
                inTurn(() -> {
                    discard(home);
                    return home;
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Nobody needs an orderly shutdown of what is deleted at once. */
        private static void discard(Home home) throws IOException {
            PostgresServer.running(home.postgres()).ifPresent(ServerProcess::kill);
            RedisServer.running(home.redis()).ifPresent(ServerProcess::kill);
            try {
                Binaries.delete(home.directory());
            } finally {
                home.close();
            }
        }
    }
}
