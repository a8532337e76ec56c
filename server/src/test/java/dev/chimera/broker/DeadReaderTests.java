package dev.chimera.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.failure.Failure;
import dev.chimera.testing.TestServer;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * An entry that ends the process of whoever reads it. A reader that never comes back from its sink stands for such a
 * process: like one that is dead, it acknowledges nothing, and says nothing.
 */
class DeadReaderTests {

    private static final TestServer SERVER = TestServer.start(SharedServers.fresh(), "api");
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final StreamName stream = new StreamName("chimera:deadly:" + UUID.randomUUID(), "test");
    private final RedisConnections connections = SERVER.bean(RedisConnections.class);
    private final RedisCommands<String, String> redis = connections.shared().sync();
    private final BrokerProperties properties = new BrokerProperties(
            10,
            1,
            100,
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofMillis(50),
            Duration.ofSeconds(15),
            Duration.ofSeconds(4));
    private final Streams streams =
            new Streams(connections, properties, SERVER.bean(Backlog.class), SERVER.bean(DeadLetters.class));
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private final class Sink implements StreamSink {

        private final String deadly;

        Sink(String deadly) {
            this.deadly = deadly;
        }

        @Override
        public boolean carriesTasks() {
            return false;
        }

        @Override
        public int accept(List<Entry> entries) throws InterruptedException {
            if (entries.stream().anyMatch(entry -> entry.version().toString().equals(deadly))) {
                happened.add("dies with " + entries.size());
                over.await();
            }
            streams.acknowledge(entries);
            entries.forEach(entry -> happened.add("accepts"));
            return 0;
        }

        @Override
        public boolean park(Entry entry, Failure why) {
            happened.add("parks as " + why.code());
            return true;
        }
    }

    private String added() {
        String version = UUID.randomUUID().toString();
        redis.xadd(
                stream.key(),
                Map.of(
                        "tenant_id", UUID.randomUUID().toString(),
                        "campaign_id", UUID.randomUUID().toString(),
                        "version_id", version));
        return version;
    }

    private LoopThread startReader(String deadly) {
        StreamReader reader = new StreamReader(
                connections,
                streams,
                properties,
                stream,
                UUID.randomUUID().toString(),
                new Sink(deadly),
                SERVER.bean(Backlog.class),
                SERVER.bean(Tries.class));
        return LoopThread.start("reader-of-" + stream.key(), reader::run);
    }

    private String next() throws InterruptedException {
        String next = happened.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("something happens").isNotNull();
        return next;
    }

    @Test
    void parksWhatEndedOneProcessAfterAnotherAndAcceptsTheOthers() throws Exception {
        added();
        String deadly = added();
        added();
        List<LoopThread> readers = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try {
            while (!seen.contains("parks as POISON")) {
                readers.add(startReader(deadly));
                assertThat(readers).as("processes die over it: " + seen).hasSizeLessThanOrEqualTo(5);
                String what;
                do {
                    what = next();
                    seen.add(what);
                } while (what.equals("accepts"));
            }
            while (seen.stream().filter("accepts"::equals).count() < 2) {
                seen.add(next());
            }
            assertThat(seen)
                    .filteredOn(what -> what.startsWith("dies"))
                    .containsExactly("dies with 3", "dies with 1", "dies with 1", "dies with 1");
            Awaitility.await("nothing is left of it")
                    .atMost(BOUND)
                    .until(() -> redis.xlen(stream.key()) == 0
                            && SERVER.bean(Tries.class).open(stream).isEmpty());
        } finally {
            over.countDown();
            for (LoopThread reader : readers) {
                reader.askToStop();
                reader.awaitStop(BOUND);
            }
        }
    }
}
