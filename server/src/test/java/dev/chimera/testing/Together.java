package dev.chimera.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several threads that begin at the same moment. */
public final class Together {

    private Together() {}

    /** What one of the threads does. */
    @FunctionalInterface
    public interface Work {
        void by(int number) throws Exception;
    }

    /** Runs the work on so many threads, numbered from 0, and throws what one of them threw. */
    public static void run(int threads, Work work) throws Exception {
        run(threads, Duration.ofMinutes(3), work);
    }

    /** @param patience how long one of them may take */
    public static void run(int threads, Duration patience, Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                futures.add(pool.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    work.by(number);
                    return number;
                }));
            }
            for (Future<?> future : futures) {
                future.get(patience.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }
}
