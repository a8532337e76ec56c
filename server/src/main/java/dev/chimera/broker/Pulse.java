package dev.chimera.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The signs of life that a loop gives. Between two turns it waits, for as long as it likes; within a turn it says that it
 * goes on, with {@link #beat}, more often than its patience. So idle loops are alive, and one that hangs is found out.
 */
public final class Pulse {

    /** Enough for the longest statement, and for one post to be judged on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final ScopedValue<Pulse> HERE = ScopedValue.newInstance();

    private final String name;
    private final Duration patience;
    private volatile boolean working;
    private volatile long beatAt = System.nanoTime();
    private volatile long failingSince;
    private volatile @Nullable Throwable failure;
    private final AtomicInteger restarts = new AtomicInteger();

    Pulse(String name, Duration patience) {
        this.name = name;
        this.patience = patience;
    }

    /** A loop that does not do what it is for. */
    public record Trouble(String loop, String why) {

        @Override
        public String toString() {
            return loop + " " + why;
        }
    }

    /** Says that the loop whose code this is goes on; nothing where no loop is. */
    public static void beat() {
        if (HERE.isBound()) {
            HERE.get().beatAt = System.nanoTime();
        }
    }

    <X extends Exception> void during(ScopedValue.CallableOp<Boolean, X> body) throws X {
        ScopedValue.where(HERE, this).call(body);
    }

    void turnBegins() {
        beatAt = System.nanoTime();
        working = true;
    }

    /** It waits for the next one, or for a database that is away. */
    void turnEnds() {
        working = false;
        failure = null;
    }

    /** It goes on, with the next turn; but as long as every turn fails, it does not do what it is for. */
    void turnFailed(Throwable e) {
        working = false;
        if (failure == null) {
            failingSince = System.nanoTime();
        }
        failure = e;
    }

    /** It begins again; but as long as it comes to no whole turn, it does not do what it is for. */
    void restarted(Throwable end) {
        restarts.incrementAndGet();
        turnFailed(end);
    }

    String name() {
        return name;
    }

    int restarts() {
        return restarts.get();
    }

    /** What is wrong with it; empty while it works, waits, or has failed for less than its patience. */
    Optional<Trouble> trouble(boolean alive) {
        if (!alive) {
            return Optional.of(new Trouble(name, "has ended"));
        }
        Duration silent = Duration.ofNanos(System.nanoTime() - beatAt);
        if (working && silent.compareTo(patience) > 0) {
            return Optional.of(new Trouble(name, "has been stuck for " + silent.toSeconds() + " s"));
        }
        Throwable last = failure;
        Duration failing = Duration.ofNanos(System.nanoTime() - failingSince);
        if (last != null && failing.compareTo(patience) > 0) {
            return Optional.of(new Trouble(
                    name,
                    "has failed for " + failing.toSeconds() + " s, last with "
                            + last.getClass().getSimpleName()));
        }
        return Optional.empty();
    }
}
