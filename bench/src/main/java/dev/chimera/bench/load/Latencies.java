package dev.chimera.bench.load;

import java.util.Arrays;

/** Percentiles, in milliseconds. */
record Latencies(double p50Ms, double p99Ms) {

    /** @param nanos any order; at least one */
    static Latencies of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(at(sorted, 0.50), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double quantile) {
        int index = (int) Math.ceil(quantile * sorted.length) - 1;
        return Math.round(sorted[Math.max(0, index)] / 10_000.0) / 100.0;
    }
}
