package dev.chimera.broker;

import dev.chimera.tenant.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Which tenants have more work than hints in a stream, and whether there is room for more: what wakes the sweeper
 * before its time, so that a backlog flows instead of trickling.
 */
@Component
public class Backlog {

    private record Key(StreamName stream, TenantId tenant) {}

    private final Map<Key, Boolean> over = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);

    void overflowed(StreamName stream, TenantId tenant) {
        over.put(new Key(stream, tenant), true);
    }

    void drained(StreamName stream, TenantId tenant) {
        if (!over.isEmpty() && over.remove(new Key(stream, tenant)) != null) {
            wake();
        }
    }

    /** Wakes whoever waits, now. */
    public void wake() {
        wake.release();
    }

    /**
     * Waits until there is room for a tenant's backlog, or the time is over.
     *
     * @return whether somebody woke us before the time was over
     */
    public boolean await(Duration longest) throws InterruptedException {
        boolean woken = wake.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        if (woken) {
            wake.drainPermits();
        }
        return woken;
    }
}
