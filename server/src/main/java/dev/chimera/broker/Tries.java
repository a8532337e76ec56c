package dev.chimera.broker;

import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Tries that were begun and did not come to an end, counted in Redis, where they outlive the process that made them: one
 * that is killed by what it works on can't say so itself. Kept only of what some process has read and left behind.
 */
@Component
class Tries {

    /** With as many processes dead over it, it is parked. */
    static final int MOST = 3;

    private static final Duration KEPT = Duration.ofDays(1);

    private final RedisConnections connections;

    Tries(RedisConnections connections) {
        this.connections = connections;
    }

    /** Says that a try begins, and how many have begun by now without an end. */
    long begin(StreamName stream, Entry entry) {
        RedisCommands<String, String> redis = connections.shared().sync();
        long begun = redis.hincrby(key(stream), what(entry), 1);
        redis.expire(key(stream), KEPT);
        return begun;
    }

    /** The process lives, whatever came of the try. */
    void end(StreamName stream, Entry entry) {
        connections.shared().sync().hdel(key(stream), what(entry));
    }

    /** What is being tried, or was when its process died. */
    Set<String> open(StreamName stream) {
        return Set.copyOf(connections.shared().sync().hkeys(key(stream)));
    }

    /** The same for every entry that names the same thing at the same version. */
    static String what(Entry entry) {
        return entry.tenant() + ":" + entry.version();
    }

    /** In the stream's own cluster slot. */
    private static String key(StreamName stream) {
        return "{" + stream.key() + "}:tries";
    }
}
