package dev.chimera.broker;

import dev.chimera.failure.Redaction;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Reads one stream partition on a thread of its own, takes what is there, never waits to fill, and hands it on. The sink
 * acknowledges; what it does not acknowledge is read again after a while.
 *
 * <p>While Redis or PostgreSQL is away it waits, with growing pauses up to two seconds, and loses nothing.
 */
final class StreamReader implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration RECLAIM_EVERY = Duration.ofSeconds(10);

    private final RedisConnections connections;
    private final Streams streams;
    private final BrokerProperties properties;
    private final StreamName stream;
    private final String consumer;
    private final StreamSink sink;
    private final Backlog backlog;

    private volatile boolean stopping;
    private @Nullable StatefulRedisConnection<String, String> connection;
    private long reclaimAt = System.nanoTime();

    StreamReader(
            RedisConnections connections,
            Streams streams,
            BrokerProperties properties,
            StreamName stream,
            String consumer,
            StreamSink sink,
            Backlog backlog) {
        this.connections = connections;
        this.streams = streams;
        this.properties = properties;
        this.stream = stream;
        this.consumer = consumer;
        this.sink = sink;
        this.backlog = backlog;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        int failures = 0;
        while (!stopping) {
            try {
                turn();
                failures = 0;
            } catch (InterruptedException e) {
                break;
            } catch (RedisException | DataAccessException | TransactionException e) {
                if (stopping) {
                    break;
                }
                failures++;
                onFailure(e, failures);
            } catch (RuntimeException e) {
                LOG.error("{} met an unexpected error; what it read is read again", stream.key(), e);
                failures++;
                pause(failures);
            }
        }
        close();
    }

    private void turn() throws InterruptedException {
        int room = sink.awaitRoom(properties.batch());
        if (room == 0 || stopping) {
            return;
        }
        int used = 0;
        try {
            StatefulRedisConnection<String, String> reading = connection();
            List<StreamMessage<String, String>> messages = reclaimed();
            if (messages.isEmpty()) {
                messages = Streams.read(reading, stream, consumer, room, properties.block());
            }
            List<Entry> entries = parse(messages);
            if (!entries.isEmpty()) {
                used = sink.accept(entries);
            }
        } finally {
            sink.giveBack(room - used);
        }
    }

    private List<StreamMessage<String, String>> reclaimed() {
        if (System.nanoTime() - reclaimAt < 0) {
            return List.of();
        }
        reclaimAt = System.nanoTime() + RECLAIM_EVERY.toNanos();
        return streams.reclaim(stream, consumer);
    }

    private List<Entry> parse(List<StreamMessage<String, String>> messages) {
        List<Entry> entries = new ArrayList<>(messages.size());
        for (StreamMessage<String, String> message : messages) {
            if (message.getBody() == null || message.getBody().isEmpty()) {
                continue;
            }
            try {
                entries.add(Entry.parse(stream, message.getId(), message.getBody(), sink.carriesTasks()));
            } catch (Entry.MalformedException e) {
                LOG.warn("{} {} goes to the dead letters: {}", stream.key(), message.getId(), e.getMessage());
                streams.bury(stream, message.getId(), message.getBody(), Redaction.of(e.getMessage() + ""));
            }
        }
        return entries;
    }

    private StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            streams.ensureGroup(stream);
            open = connections.dedicated(properties.block());
            connection = open;
        }
        return open;
    }

    private void onFailure(RuntimeException e, int failures) {
        giveUpAfter(e);
        if (e instanceof RedisCommandExecutionException refused && Streams.isMissingGroup(refused)) {
            LOG.info("{} has lost its group: it is made again, and the sweeper brings what was in it", stream.key());
            try {
                streams.ensureGroup(stream);
                backlog.wake();
                return;
            } catch (RedisException away) {
                e.addSuppressed(away);
            }
        }
        if (failures == 1 || failures % 30 == 0) {
            LOG.warn("{} waits: {}", stream.key(), e.toString());
        }
        pause(failures);
    }

    /** A connection whose answer is overdue may be half open: nothing would ever come over it again. */
    private void giveUpAfter(RuntimeException e) {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null && RedisOutage.of(e).isPresent()) {
            connection = null;
            CompletableFuture<Void> _ = open.closeAsync();
        }
    }

    private static void pause(int failures) {
        long pause = Math.min(LONGEST_PAUSE.toMillis(), 50L << Math.min(failures, 6));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                pause / 2 + ThreadLocalRandom.current().nextLong(pause)));
    }

    private void close() {
        try {
            if (connection != null) {
                connection.close();
                streams.leave(stream, consumer);
            }
        } catch (RedisException e) {
            LOG.debug("{} could not be left: {}", stream.key(), e.toString());
        }
    }
}
