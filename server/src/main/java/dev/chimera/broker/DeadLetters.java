package dev.chimera.broker;

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
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Entries that could not be read, with the reason. Those that name a tenant that is there lie with that tenant, in {@code
 * chimera:dead-letters:ID}; the others belong to nobody, and are for those who run the installation.
 */
@Component
public class DeadLetters {

    private static final int SHOWN = 1_000;

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

    /** Puts an entry aside, as it was. */
    void add(StreamName stream, String id, Map<String, String> fields, String reason) {
        Map<String, String> letter = new LinkedHashMap<>();
        letter.put("stream", stream.key());
        letter.put("entry", id);
        letter.put("reason", reason);
        fields.forEach((name, value) -> letter.put("field:" + name, value));
        redis().xadd(keyOf(fields.getOrDefault("tenant_id", "")), letter);
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
                .flatMap(key -> redis().xrevrange(key, Range.unbounded(), Limit.from(SHOWN)).stream())
                .map(DeadLetter::of)
                .sorted(Comparator.comparing(DeadLetter::receivedAt).reversed())
                .limit(SHOWN)
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
