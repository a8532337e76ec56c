package dev.chimera.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Turns many single writes into few batches: while one batch commits, the next gathers. Nothing waits to fill a batch,
 * so a lonely write is committed at once.
 *
 * <p>The queue is bounded, and a writer waits for its batch: backpressure reaches whoever produces. While the database is
 * away the batch is kept and tried again; a batch that the database refuses for what is in it is split in halves until the
 * one write that is at fault stands alone and gets the exception.
 *
 * @param <T> one write
 */
public final class BatchWriter<T> {

    /** Writes in one statement. Beyond some hundred the statement grows and the gain does not. */
    private static final int LARGEST = 512;

    private static final int QUEUED = 8_192;
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private record Pending<T>(T item, CompletableFuture<Void> done) {}

    private final BlockingQueue<Pending<T>> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Consumer<List<T>> commit;
    private final Thread thread;
    private volatile boolean closing;

    public BatchWriter(String name, Consumer<List<T>> commit) {
        this.commit = commit;
        this.thread = Thread.ofPlatform().name("write-" + name).daemon().start(this::run);
    }

    /**
     * Returns when the write is committed.
     *
     * @throws DataAccessException when the database refuses just this write
     * @throws IllegalStateException when it was closed before this could be written
     */
    public void write(T item) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        queue.put(new Pending<>(item, done));
        if (!thread.isAlive()) {
            failQueued();
        }
        try {
            done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Nobody would ever commit these; whoever sees that the thread has ended tells them all. */
    private void failQueued() {
        List<Pending<T>> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(pending -> pending.done().completeExceptionally(stopped()));
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("stopped before it could be written");
    }

    private void run() {
        List<Pending<T>> batch = new ArrayList<>(LARGEST);
        while (true) {
            try {
                Pending<T> first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing) {
                        return;
                    }
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, LARGEST - 1);
                commit(batch);
                batch.clear();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void commit(List<Pending<T>> batch) {
        for (int failures = 1; ; failures++) {
            try {
                commit.accept(batch.stream().map(Pending::item).toList());
                batch.forEach(pending -> pending.done().complete(null));
                return;
            } catch (org.springframework.dao.NonTransientDataAccessException e) {
                if (isOutage(e)) {
                    pause(failures, e);
                } else {
                    split(batch, e);
                    return;
                }
            } catch (DataAccessException | TransactionException e) {
                pause(failures, e);
            } catch (RuntimeException | Error e) {
                split(batch, e);
                return;
            }
            if (closing && failures > 20) {
                batch.forEach(pending -> pending.done().completeExceptionally(stopped()));
                return;
            }
        }
    }

    private static boolean isOutage(DataAccessException e) {
        return e instanceof org.springframework.dao.DataAccessResourceFailureException;
    }

    private void split(List<Pending<T>> batch, Throwable e) {
        if (batch.size() == 1) {
            batch.getFirst().done().completeExceptionally(e);
            return;
        }
        int half = batch.size() / 2;
        commit(batch.subList(0, half));
        commit(batch.subList(half, batch.size()));
    }

    private static void pause(int failures, RuntimeException e) {
        if (failures == 1 || failures % 30 == 0) {
            LOG.warn("a batch waits for the database: {}", e.toString());
        }
        long millis = Math.min(2_000, 50L << Math.min(failures, 6));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                millis / 2 + ThreadLocalRandom.current().nextLong(millis)));
    }

    /** Commits what is queued and stops. */
    public void close() throws InterruptedException {
        closing = true;
        if (thread.join(java.time.Duration.ofSeconds(30))) {
            failQueued();
        }
    }
}
