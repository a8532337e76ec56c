package dev.chimera.broker;

import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What stands in Redis, for those who look. */
@Component
public class StreamStatus {

    private static final int LETTERS_SHOWN = Streams.MOST_LETTERS;

    private final RedisConnections connections;
    private final BrokerProperties properties;

    StreamStatus(RedisConnections connections, BrokerProperties properties) {
        this.connections = connections;
        this.properties = properties;
    }

    /** A stream: entries in it, and those that were read and not acknowledged. */
    public record StreamLine(String name, long length, long pending) {}

    /** An entry that nobody could read, with the reason. */
    public record DeadLetter(String id, String stream, String reason, Instant receivedAt) {}

    /**
     * @param version of the server
     * @param deadLetters how many there are
     * @param streams all that carry work
     */
    public record Snapshot(Optional<String> version, long deadLetters, List<StreamLine> streams) {}

    /** What is there now; empty when Redis does not answer. */
    public Optional<Snapshot> now() {
        try {
            return Optional.of(new Snapshot(version(), deadLetterCount(), streams()));
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

    private long deadLetterCount() {
        return connections.shared().sync().xlen(StreamName.DEAD_LETTERS);
    }

    /** How many were dropped because there were too many. */
    public long droppedLetters() {
        String dropped = connections.shared().sync().get(StreamName.DROPPED_LETTERS);
        return dropped == null ? 0 : Long.parseLong(dropped);
    }

    /** The newest dead letters first. */
    public List<DeadLetter> deadLetters() {
        return connections
                .shared()
                .sync()
                .xrevrange(StreamName.DEAD_LETTERS, Range.unbounded(), io.lettuce.core.Limit.from(LETTERS_SHOWN))
                .stream()
                .map(StreamStatus::letter)
                .toList();
    }

    private static DeadLetter letter(StreamMessage<String, String> message) {
        long millis =
                Long.parseLong(message.getId().substring(0, message.getId().indexOf('-')));
        Map<String, String> body = message.getBody();
        return new DeadLetter(
                message.getId(),
                body.getOrDefault("stream", ""),
                body.getOrDefault("reason", ""),
                Instant.ofEpochMilli(millis));
    }

    /** Puts a dead letter back into its stream as it was; false when there is none with this id. */
    public boolean replay(String id) {
        RedisCommands<String, String> redis = connections.shared().sync();
        List<StreamMessage<String, String>> found = redis.xrange(StreamName.DEAD_LETTERS, Range.create(id, id));
        if (found.isEmpty()) {
            return false;
        }
        Map<String, String> fields = new HashMap<>();
        found.getFirst().getBody().forEach((name, value) -> {
            if (name.startsWith("field:")) {
                fields.put(name.substring("field:".length()), value);
            }
        });
        if (!fields.isEmpty()) {
            redis.xadd(found.getFirst().getBody().get("stream"), fields);
        }
        redis.xdel(StreamName.DEAD_LETTERS, id);
        return true;
    }
}
