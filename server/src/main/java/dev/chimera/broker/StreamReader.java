package dev.chimera.broker;

import dev.chimera.failure.Failure;
import dev.chimera.failure.Redaction;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one stream partition on a thread of its own, takes what is there, never waits to fill, and hands it on. The sink
 * acknowledges; what it does not acknowledge is read again after a while.
 *
 * <p>While Redis or PostgreSQL is away it waits, with growing pauses up to two seconds, and loses nothing. When a batch fails
 * by anything else, an {@link Error} too, each of its entries is tried alone; one that fails alone is tried again after
 * pauses that grow, and after {@link Retries#ATTEMPTS} tries the sink parks what it names, or it goes to the dead letters.
 *
 * <p>What another reader left behind may have ended its process. It is tried alone as well, each try on record before it
 * begins ({@link Tries}), and parked when {@link Tries#MOST} processes have died over it.
 */
final class StreamReader {

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

    private final Tries tries;

    private final Suspects suspects = new Suspects();
    /** Ids of entries that another reader left behind. */
    private final Set<String> inherited = new HashSet<>();
    /** What was being tried when this reader began, as {@link Tries#what} says it. */
    private final Set<String> tried = new HashSet<>();

    private @Nullable StatefulRedisConnection<String, String> connection;
    private long reclaimAt = System.nanoTime();

    StreamReader(
            RedisConnections connections,
            Streams streams,
            BrokerProperties properties,
            StreamName stream,
            String consumer,
            StreamSink sink,
            Backlog backlog,
            Tries tries) {
        this.connections = connections;
        this.streams = streams;
        this.properties = properties;
        this.stream = stream;
        this.consumer = consumer;
        this.sink = sink;
        this.backlog = backlog;
        this.tries = tries;
    }

    void run(LoopThread loop) throws InterruptedException {
        int failures = 0;
        try {
            while (!loop.isStopping()) {
                failures = takeTurn(loop, failures);
            }
        } finally {
            close();
        }
    }

    /** How many turns have failed in a row by now. */
    private int takeTurn(LoopThread loop, int failures) throws InterruptedException {
        try {
            loop.turn(() -> turn(loop));
            return 0;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                if (!loop.isStopping()) {
                    onOutage(e, failures + 1);
                }
            } else {
                LOG.error("{} met an unexpected error; what it read is read again", stream.key(), e);
                pause(failures + 1);
            }
            return failures + 1;
        }
    }

    private void turn(LoopThread loop) throws InterruptedException {
        for (Entry suspect : suspects.due()) {
            inRoom(1, _ -> acceptAlone(suspect));
        }
        if (!loop.isStopping()) {
            inRoom(properties.batch(), room -> loop.isStopping() ? 0 : accept(suspects.clearOf(read(room))));
        }
    }

    /** What is done with room that the sink gave; answers how much of it stays in use. */
    @FunctionalInterface
    private interface Use {
        int of(int room) throws InterruptedException;
    }

    private void inRoom(int most, Use use) throws InterruptedException {
        int room = sink.awaitRoom(most);
        if (room == 0) {
            return;
        }
        int used = 0;
        try {
            used = use.of(room);
        } finally {
            sink.giveBack(room - used);
        }
    }

    private List<Entry> read(int room) {
        StatefulRedisConnection<String, String> reading = connection();
        List<StreamMessage<String, String>> messages = reclaimed(room);
        if (messages.isEmpty()) {
            messages = Streams.read(reading, stream, consumer, room, properties.block());
        }
        Pulse.beat();
        return parse(messages);
    }

    private int accept(List<Entry> entries) throws InterruptedException {
        List<Entry> doubted = entries.stream().filter(this::isDoubted).toList();
        int used = acceptTogether(
                entries.stream().filter(entry -> !doubted.contains(entry)).toList());
        for (Entry entry : doubted) {
            used += acceptOnRecord(entry);
        }
        return used;
    }

    private boolean isDoubted(Entry entry) {
        return inherited.remove(entry.id()) || tried.contains(Tries.what(entry));
    }

    private int acceptOnRecord(Entry entry) throws InterruptedException {
        long begun = tries.begin(stream, entry);
        try {
            if (begun > Tries.MOST) {
                park(
                        entry,
                        new Failure(
                                "POISON",
                                "the processes that worked on it died, " + Tries.MOST + " times in a row",
                                "look for what it does to them, then submit it again"));
                return 0;
            }
            return acceptAlone(entry);
        } finally {
            tries.end(stream, entry);
            tried.remove(Tries.what(entry));
        }
    }

    private int acceptTogether(List<Entry> entries) throws InterruptedException {
        if (entries.isEmpty()) {
            return 0;
        }
        try {
            return sink.accept(entries);
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            LOG.warn(
                    "{}: one of {} entries failed, so each is tried alone: {}",
                    stream.key(),
                    entries.size(),
                    e.toString());
        }
        int used = 0;
        for (Entry entry : entries) {
            used += acceptAlone(entry);
        }
        return used;
    }

    private int acceptAlone(Entry entry) throws InterruptedException {
        Pulse.beat();
        try {
            int used = sink.accept(List.of(entry));
            acknowledgeOthers(entry);
            return used;
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            int times = suspects.failed(entry);
            LOG.error("{} {} failed alone, {} of {} times", stream.key(), entry.id(), times, Retries.ATTEMPTS, e);
            if (times >= Retries.ATTEMPTS) {
                park(entry, Faults.poison(e));
            }
            return 0;
        }
    }

    private void acknowledgeOthers(Entry entry) {
        List<Entry> same = suspects.release(entry);
        if (same.size() > 1) {
            streams.acknowledge(same);
        }
    }

    private void park(Entry entry, Failure why) {
        if (!parked(entry, why)) {
            streams.bury(stream, entry.id(), entry.fields(), why.code() + ": " + why.message());
        }
        streams.acknowledge(suspects.release(entry));
    }

    private boolean parked(Entry entry, Failure why) {
        try {
            return sink.park(entry, why);
        } catch (Throwable e) {
            if (Faults.pass(e)) {
                throw e;
            }
            LOG.error("{} {} can't be parked either", stream.key(), entry.id(), e);
            return false;
        }
    }

    private List<StreamMessage<String, String>> reclaimed(int room) {
        if (System.nanoTime() - reclaimAt < 0) {
            return List.of();
        }
        reclaimAt = System.nanoTime() + RECLAIM_EVERY.toNanos();
        Set<String> others = streams.leftByOthers(stream, consumer, room);
        List<StreamMessage<String, String>> messages = streams.reclaim(stream, consumer, room);
        messages.stream().map(StreamMessage::getId).filter(others::contains).forEach(inherited::add);
        return messages;
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
                inherited.remove(message.getId());
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
            tried.addAll(tries.open(stream));
            connection = open;
        }
        return open;
    }

    private void onOutage(Throwable e, int failures) {
        giveUpAfter(e);
        if (Faults.isMissingGroup(e)) {
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
    private void giveUpAfter(Throwable e) {
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
                connection = null;
                streams.leave(stream, consumer);
            }
        } catch (RedisException e) {
            LOG.debug("{} could not be left: {}", stream.key(), e.toString());
        }
    }
}
