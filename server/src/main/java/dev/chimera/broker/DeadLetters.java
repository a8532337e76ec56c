package dev.chimera.broker;

import dev.chimera.task.AgentTaskContract;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Installation;
import dev.chimera.tenant.TenantId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Entries that could not be read, with the reason. Those that name a tenant that is there lie with that tenant, in {@code
 * chimera:dead-letters:ID}; the others belong to nobody, and are for those who run the installation.
 */
@Component
public class DeadLetters {

    /** As many are kept of each tenant, and as many are shown. */
    private static final int MOST = 1_000;

    private static final int DROPPED_AT_ONCE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final RedisConnections connections;
    private final Installation installation;

    DeadLetters(RedisConnections connections, Installation installation) {
        this.connections = connections;
        this.installation = installation;
    }

    /** An entry that nobody could read, with the reason. */
    public record DeadLetter(String id, String stream, String reason, Instant receivedAt) {

        static DeadLetter of(StreamMessage<String, String> message) {
            String millis = message.getId().substring(0, message.getId().indexOf('-'));
            Map<String, String> body = message.getBody();
            return new DeadLetter(
                    message.getId(),
                    body.getOrDefault("stream", ""),
                    body.getOrDefault("reason", ""),
                    Instant.ofEpochMilli(Long.parseLong(millis)));
        }
    }

    /**
     * Puts an entry aside, as it was; of a field that is larger than any document may be only the length is kept.
     *
     * @param id of the entry in its stream; empty for what came from none
     */
    void add(StreamName stream, String id, Map<String, String> fields, String reason) {
        Map<String, String> letter = new LinkedHashMap<>();
        letter.put("stream", stream.key());
        letter.put("entry", id);
        letter.put("reason", reason);
        fields.forEach((name, value) -> {
            if (value.length() > AgentTaskContract.MAX_BYTES) {
                letter.put("left_out:" + name, value.length() + " characters");
            } else {
                letter.put("field:" + name, value);
            }
        });
        String key = keyOf(fields.getOrDefault("tenant_id", ""));
        redis().xadd(key, letter);
        makeRoom(key);
    }

    /** The oldest letters make room for the newest, each with a line in the log and counted where the letters are listed. */
    private void makeRoom(String key) {
        long over = redis().xlen(key) - MOST;
        if (over <= 0) {
            return;
        }
        for (StreamMessage<String, String> oldest :
                redis().xrange(key, Range.unbounded(), Limit.from(Math.min(over, DROPPED_AT_ONCE)))) {
            LOG.warn(
                    "there are more than {} dead letters; {} is dropped: {}",
                    MOST,
                    oldest.getId(),
                    oldest.getBody().get("reason"));
            if (redis().xdel(key, oldest.getId()) > 0) {
                redis().incr(key + StreamName.DROPPED);
            }
        }
    }

    /** How many letters that this person might see were dropped because there were too many. */
    long dropped(Caller.Person caller) {
        return keys(caller).stream()
                .map(key -> redis().get(key + StreamName.DROPPED))
                .filter(Objects::nonNull)
                .mapToLong(Long::parseLong)
                .sum();
    }

    private String keyOf(String tenant) {
        try {
            UUID id = UUID.fromString(tenant);
            return installation.nameOf(id).isPresent() ? key(new TenantId(id)) : StreamName.DEAD_LETTERS;
        } catch (IllegalArgumentException _) {
            return StreamName.DEAD_LETTERS;
        }
    }

    static String key(TenantId tenant) {
        return StreamName.DEAD_LETTERS + ":" + tenant;
    }

    private List<String> keys(Caller.Person caller) {
        String own = key(caller.tenant());
        return installation.isRunBy(caller) ? List.of(own, StreamName.DEAD_LETTERS) : List.of(own);
    }

    /** How many this person may see. */
    public long count(Caller.Person caller) {
        return keys(caller).stream().mapToLong(redis()::xlen).sum();
    }

    /** The newest that this person may see, the very newest first. */
    List<DeadLetter> list(Caller.Person caller) {
        return keys(caller).stream()
                .flatMap(key -> redis().xrevrange(key, Range.unbounded(), Limit.from(MOST)).stream())
                .map(DeadLetter::of)
                .sorted(Comparator.comparing(DeadLetter::receivedAt).reversed())
                .limit(MOST)
                .toList();
    }

    /** Puts a dead letter back into its stream as it was; false when this person has none with this id. */
    boolean replay(Caller.Person caller, String id) {
        return keys(caller).stream().anyMatch(key -> replay(key, id));
    }

    private boolean replay(String key, String id) {
        List<StreamMessage<String, String>> found = redis().xrange(key, Range.create(id, id));
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
            redis().xadd(found.getFirst().getBody().get("stream"), fields);
        }
        redis().xdel(key, id);
        return true;
    }

    private RedisCommands<String, String> redis() {
        return connections.shared().sync();
    }
}
