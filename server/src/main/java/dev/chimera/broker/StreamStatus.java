package dev.chimera.broker;

import dev.chimera.tenant.Caller;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What stands in Redis, for those who look. */
@Component
public class StreamStatus {

    private final RedisConnections connections;
    private final BrokerProperties properties;
    private final DeadLetters letters;

    StreamStatus(RedisConnections connections, BrokerProperties properties, DeadLetters letters) {
        this.connections = connections;
        this.properties = properties;
        this.letters = letters;
    }

    /** A stream: entries in it, and those that were read and not acknowledged. */
    public record StreamLine(String name, long length, long pending) {}

    /**
     * @param version of the server
     * @param deadLetters how many the person who looks may see
     * @param streams all that carry work
     */
    public record Snapshot(Optional<String> version, long deadLetters, List<StreamLine> streams) {}

    /** What is there now for this person; empty when Redis does not answer. */
    public Optional<Snapshot> now(Caller.Person caller) {
        try {
            return Optional.of(new Snapshot(version(), letters.count(caller), streams()));
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    private Optional<String> version() {
        return connections
                .shared()
                .sync()
                .info("server")
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.substring("redis_version:".length()).strip())
                .findFirst();
    }

    private List<StreamLine> streams() {
        RedisCommands<String, String> redis = connections.shared().sync();
        List<StreamLine> lines = new ArrayList<>();
        for (StreamName stream : StreamName.all()) {
            for (int number = 0; number < properties.partitions(); number++) {
                StreamName partition = stream.partition(number);
                lines.add(new StreamLine(partition.key(), redis.xlen(partition.key()), pending(redis, partition)));
            }
        }
        return lines;
    }

    private static long pending(RedisCommands<String, String> redis, StreamName stream) {
        try {
            return redis.xpending(stream.key(), stream.group()).getCount();
        } catch (RedisCommandExecutionException e) {
            return 0; // no group yet: nobody has read from it
        }
    }
}
