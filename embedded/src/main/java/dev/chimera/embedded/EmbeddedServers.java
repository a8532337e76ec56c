package dev.chimera.embedded;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The servers of one home, and the ownership of that home, from {@link #start} to {@link #close}. */
public final class EmbeddedServers implements AutoCloseable {

    /** Which of the servers are wanted; the others are configured elsewhere. */
    public enum Part {
        POSTGRES,
        REDIS
    }

    private final Home home;
    private final @Nullable PostgresServer postgres;
    private final @Nullable RedisServer redis;

    private EmbeddedServers(Home home, @Nullable PostgresServer postgres, @Nullable RedisServer redis) {
        this.home = home;
        this.postgres = postgres;
        this.redis = redis;
    }

    /** Starts both servers; see {@link #start(Path, Set)}. */
    public static EmbeddedServers start(Path home) {
        return start(home, EnumSet.allOf(Part.class));
    }

    /**
     * Takes ownership of a home (which is created when missing) and starts its servers, after stopping those that a
     * killed owner has left behind. When one does not start, nothing stays running.
     *
     * @throws EmbeddedFailure with any of its codes
     */
    public static EmbeddedServers start(Path home, Set<Part> parts) {
        Home owned = Home.open(home);
        PostgresServer postgres = null;
        boolean complete = false;
        try {
            postgres = parts.contains(Part.POSTGRES) ? PostgresServer.start(owned.postgres()) : null;
            RedisServer redis = parts.contains(Part.REDIS) ? RedisServer.start(owned.redis()) : null;
            complete = true;
            return new EmbeddedServers(owned, postgres, redis);
        } finally {
            if (!complete) {
                stop(owned, postgres, null);
            }
        }
    }

    /** The absolute path of the home. */
    public Path home() {
        return home.directory();
    }

    /** Empty when it was not asked for. */
    public Optional<PostgresServer> postgres() {
        return Optional.ofNullable(postgres);
    }

    /** Empty when it was not asked for. */
    public Optional<RedisServer> redis() {
        return Optional.ofNullable(redis);
    }

    /**
     * With user and password parameters.
     *
     * @throws java.util.NoSuchElementException when PostgreSQL was not asked for
     */
    public String jdbcUrl() {
        return postgres().orElseThrow().url();
    }

    /**
     * With the password.
     *
     * @throws java.util.NoSuchElementException when Redis was not asked for
     */
    public String redisUrl() {
        return redis().orElseThrow().url();
    }

    /** Stops the servers in an orderly way and gives the home back. */
    @Override
    public void close() {
        stop(home, postgres, redis);
    }

    private static void stop(Home home, @Nullable PostgresServer postgres, @Nullable RedisServer redis) {
        // In this order, and each even if the one before it fails; the home last, or a next owner would meet them.
        try (home;
                postgres;
                redis) {
            return;
        }
    }
}
