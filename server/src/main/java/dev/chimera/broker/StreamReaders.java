package dev.chimera.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Starts readers, one thread per stream partition, and stops them together. */
@Component
public class StreamReaders {

    private final RedisConnections connections;
    private final Streams streams;
    private final BrokerProperties properties;
    private final Backlog backlog;
    private final Tries tries;

    StreamReaders(
            RedisConnections connections, Streams streams, BrokerProperties properties, Backlog backlog, Tries tries) {
        this.connections = connections;
        this.streams = streams;
        this.properties = properties;
        this.backlog = backlog;
        this.tries = tries;
    }

    /** The readers of one group of streams, running until they are stopped. */
    public static final class Running implements Loop {

        private final List<LoopThread> threads = new ArrayList<>();

        @Override
        public List<LoopThread> threads() {
            return List.copyOf(threads);
        }

        @Override
        public void askToStop() {
            threads.forEach(LoopThread::askToStop);
        }

        @Override
        public void awaitStop(Duration bound) throws InterruptedException {
            for (LoopThread thread : threads) {
                thread.awaitStop(bound);
            }
        }
    }

    /** Starts {@code lanes} readers of each partition of the stream, all with this sink. */
    public Running start(StreamName stream, StreamSink sink, int lanes) {
        Running running = new Running();
        for (int number = 0; number < properties.partitions(); number++) {
            for (int lane = 0; lane < lanes; lane++) {
                StreamName partition = stream.partition(number);
                String consumer = UUID.randomUUID().toString();
                StreamReader reader =
                        new StreamReader(connections, streams, properties, partition, consumer, sink, backlog, tries);
                Pulse pulse = new Pulse(partition.key() + "-" + lane, Pulse.PATIENCE);
                running.threads.add(LoopThread.start(pulse, Thread.ofPlatform(), reader::run));
            }
        }
        return running;
    }
}
