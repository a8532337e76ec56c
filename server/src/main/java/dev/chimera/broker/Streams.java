package dev.chimera.broker;

import dev.chimera.tenant.TenantId;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XPendingArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.models.stream.PendingMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The stream commands, in batches: one script call for all hints of a tenant, one for all acknowledgements. */
@Component
public class Streams {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final String HINT = script("hint.lua");
    private static final String ACKNOWLEDGE = script("acknowledge.lua");
    /** Lua unpacks at most some thousand values onto its stack; a call stays far below. */
    private static final int HINTS_PER_CALL = 500;

    private final RedisConnections connections;
    private final BrokerProperties properties;
    private final Map<String, String> digests = new ConcurrentHashMap<>();
    private final Backlog backlog;
    private final DeadLetters letters;

    Streams(RedisConnections connections, BrokerProperties properties, Backlog backlog, DeadLetters letters) {
        this.connections = connections;
        this.properties = properties;
        this.backlog = backlog;
        this.letters = letters;
    }

    /**
     * Adds hints, tenant by tenant. A version that waits there already is not added again. Never fails: what was
     * committed stays committed, and while Redis is away nothing is hinted.
     *
     * @return how many were not added, for want of room or of Redis; the sweeper brings them later
     */
    public int hint(StreamName stream, List<Hint> hints) {
        try {
            return add(stream, hints);
        } catch (RedisException e) {
            LOG.debug("{} hints wait for the sweeper: {}", hints.size(), e.toString());
            return hints.size();
        }
    }

    private int add(StreamName stream, List<Hint> hints) {
        int refused = 0;
        Map<TenantId, List<Hint>> byTenant =
                hints.stream().collect(Collectors.groupingBy(Hint::tenant, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<TenantId, List<Hint>> entry : byTenant.entrySet()) {
            StreamName partition = stream.partition(entry.getKey(), properties.partitions());
            List<Hint> ofTenant = entry.getValue();
            int over = 0;
            for (int from = 0; from < ofTenant.size(); from += HINTS_PER_CALL) {
                over += addOfTenant(
                        partition, ofTenant.subList(from, Math.min(ofTenant.size(), from + HINTS_PER_CALL)));
            }
            if (over > 0) {
                backlog.overflowed(partition, entry.getKey());
            }
            refused += over;
        }
        return refused;
    }

    private int addOfTenant(StreamName partition, List<Hint> hints) {
        List<String> arguments = new ArrayList<>(2 + hints.size() * 12);
        arguments.add(Integer.toString(properties.hintsPerTenant()));
        arguments.add(Long.toString(properties.hintStale().toMillis()));
        for (Hint hint : hints) {
            arguments.add(hint.version().toString());
            arguments.add(Integer.toString(hint.fields().size() * 2));
            hint.fields().forEach((name, value) -> {
                arguments.add(name);
                arguments.add(value);
            });
        }
        String[] keys = {partition.key(), partition.hintedKey(hints.getFirst().tenant())};
        Long refused = run(HINT, ScriptOutputType.INTEGER, keys, arguments);
        return refused.intValue();
    }

    /**
     * Acknowledges and deletes entries, and forgets that their versions wait. Never fails: while Redis is away the entries
     * stay, are read again, and then mean nothing any more.
     */
    public void acknowledge(List<Entry> entries) {
        try {
            entries.stream().collect(Collectors.groupingBy(Entry::stream)).forEach(this::acknowledge);
        } catch (RedisException e) {
            LOG.debug("{} entries stay unacknowledged: {}", entries.size(), e.toString());
        }
    }

    private void acknowledge(StreamName partition, List<Entry> entries) {
        List<TenantId> tenants = entries.stream().map(Entry::tenant).distinct().toList();
        List<String> keys = new ArrayList<>();
        keys.add(partition.key());
        tenants.forEach(tenant -> keys.add(partition.hintedKey(tenant)));
        List<String> arguments = new ArrayList<>(1 + entries.size() * 3);
        arguments.add(partition.group());
        for (Entry entry : entries) {
            arguments.add(entry.id());
            arguments.add(Integer.toString(tenants.indexOf(entry.tenant()) + 2));
            arguments.add(entry.version().toString());
        }
        List<Long> waiting = run(ACKNOWLEDGE, ScriptOutputType.MULTI, keys.toArray(String[]::new), arguments);
        for (int i = 0; i < tenants.size(); i++) {
            if (waiting.get(i) < properties.hintsPerTenant() / 2) {
                backlog.drained(partition, tenants.get(i));
            }
        }
    }

    /** Puts an entry that nobody can read aside, with the reason, and takes it out of its stream. */
    void bury(StreamName stream, String id, Map<String, String> fields, String reason) {
        letters.add(stream, id, fields, reason);
        RedisCommands<String, String> redis = connections.shared().sync();
        redis.xack(stream.key(), stream.group(), id);
        redis.xdel(stream.key(), id);
    }

    /** The same for what came from no stream. */
    void bury(StreamName stream, Map<String, String> fields, String reason) {
        letters.add(stream, "", fields, reason);
    }

    /** Creates the group where it is missing, from the very beginning of the stream. */
    void ensureGroup(StreamName stream) {
        try {
            connections
                    .shared()
                    .sync()
                    .xgroupCreate(
                            StreamOffset.from(stream.key(), "0"), stream.group(), XGroupCreateArgs.Builder.mkstream());
        } catch (RedisBusyException e) {
            // The group is there: just what was wanted.
        }
    }

    /** Reads up to {@code count} new entries, waiting up to {@code block} for the first. */
    @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array
    static List<StreamMessage<String, String>> read(
            StatefulRedisConnection<String, String> connection,
            StreamName stream,
            String consumer,
            int count,
            Duration block) {
        return connection
                .sync()
                .xreadgroup(
                        Consumer.from(stream.group(), consumer),
                        XReadArgs.Builder.count(count).block(block),
                        StreamOffset.lastConsumed(stream.key()));
    }

    /** Which of the entries that {@link #reclaim} would take over another consumer has read. */
    Set<String> leftByOthers(StreamName stream, String consumer, int most) {
        return connections
                .shared()
                .sync()
                .xpending(
                        stream.key(),
                        XPendingArgs.Builder.xpending(stream.group(), Range.unbounded(), Limit.from(most))
                                .idle(properties.reclaimIdle()))
                .stream()
                .filter(pending -> !pending.getConsumer().equals(consumer))
                .map(PendingMessage::getId)
                .collect(Collectors.toSet());
    }

    /** Takes over entries that some consumer read and never acknowledged. */
    List<StreamMessage<String, String>> reclaim(StreamName stream, String consumer, int most) {
        return connections
                .shared()
                .sync()
                .xautoclaim(
                        stream.key(),
                        XAutoClaimArgs.Builder.xautoclaim(
                                        Consumer.from(stream.group(), consumer), properties.reclaimIdle(), "0-0")
                                .count(most))
                .getMessages();
    }

    /** Forgets a consumer that stopped, if nothing is pending for it. */
    void leave(StreamName stream, String consumer) {
        RedisCommands<String, String> redis = connections.shared().sync();
        boolean pending = !redis.xpending(
                        stream.key(), Consumer.from(stream.group(), consumer), Range.unbounded(), Limit.from(1))
                .isEmpty();
        if (!pending) {
            redis.xgroupDelconsumer(stream.key(), Consumer.from(stream.group(), consumer));
        }
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as Lettuce has it: the output type decides
    private <T> T run(String script, ScriptOutputType type, String[] keys, List<String> arguments) {
        RedisCommands<String, String> redis = connections.shared().sync();
        String digest = digests.computeIfAbsent(script, redis::digest);
        String[] values = arguments.toArray(String[]::new);
        try {
            return redis.evalsha(digest, type, keys, values);
        } catch (io.lettuce.core.RedisNoScriptException e) {
            return redis.eval(script, type, keys, values);
        }
    }

    static boolean isMissingGroup(RedisCommandExecutionException e) {
        String message = e.getMessage();
        return message != null && message.startsWith("NOGROUP");
    }

    private static String script(String name) {
        try (InputStream in = Streams.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("script " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
