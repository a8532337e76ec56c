package dev.chimera.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What failed by its own fault, and when it is tried again: alone, after pauses that double. Whoever asks parks it after
 * {@link #ATTEMPTS} failures in a row.
 *
 * @param <K> what something is told apart by
 */
public final class Retries<K> {

    public static final int ATTEMPTS = 5;

    /** Beyond, all are tried as if nothing had happened: that many don't fail by their own fault. */
    private static final int MOST = 10_000;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private record Failed(int times, long dueAt) {}

    private final Map<K, Failed> failed = new ConcurrentHashMap<>();
    private final Duration firstPause;

    public Retries() {
        this(Duration.ofSeconds(1));
    }

    Retries(Duration firstPause) {
        this.firstPause = firstPause;
    }

    /** Whether it may be tried now: it never failed, or its pause is over. */
    public boolean isDue(K key) {
        Failed last = failed.get(key);
        return last == null || System.nanoTime() - last.dueAt() >= 0;
    }

    /** Says that it failed once more, and how often it has failed in a row. */
    public int failed(K key) {
        if (failed.size() >= MOST) {
            failed.clear();
        }
        return failed.merge(key, after(1), (last, first) -> after(last.times() + 1))
                .times();
    }

    private Failed after(int times) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(times - 1, 20));
        long nanos = Math.min(pause.toNanos(), LONGEST_PAUSE.toNanos());
        return new Failed(times, System.nanoTime() + nanos);
    }

    public void succeeded(K key) {
        failed.remove(key);
    }
}
