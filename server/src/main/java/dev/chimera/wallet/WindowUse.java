package dev.chimera.wallet;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was paid of an asset lately.
 *
 * @param entries the oldest first
 */
record WindowUse(List<Entry> entries) {

    /** @param age how long ago it was reserved, by the database's clock */
    record Entry(BigInteger amount, Duration age) {}

    WindowUse {
        entries = List.copyOf(entries);
    }

    /** What may still be paid in this window now. */
    BigInteger left(Limit limit) {
        List<Entry> inside = inside(limit);
        if (inside.size() >= limit.windowCount()) {
            return BigInteger.ZERO;
        }
        return limit.windowTotal().subtract(total(inside)).max(BigInteger.ZERO).min(limit.maxPayment());
    }

    /** How long until the amount fits; zero when it does, null when it never will. */
    @Nullable
    Duration fitsIn(Limit limit, BigInteger amount) {
        List<Entry> inside = inside(limit);
        if (amount.compareTo(limit.windowTotal()) > 0 || limit.windowCount() < 1) {
            return null;
        }
        BigInteger total = total(inside);
        int count = inside.size();
        Duration wait = Duration.ZERO;
        for (Entry oldest : inside) {
            if (count < limit.windowCount() && total.add(amount).compareTo(limit.windowTotal()) <= 0) {
                return wait;
            }
            total = total.subtract(oldest.amount());
            count--;
            wait = limit.window().minus(oldest.age());
        }
        return wait;
    }

    private List<Entry> inside(Limit limit) {
        return entries.stream()
                .filter(entry -> entry.age().compareTo(limit.window()) < 0)
                .toList();
    }

    private static BigInteger total(List<Entry> entries) {
        return entries.stream().map(Entry::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
