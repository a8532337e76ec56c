package dev.chimera.fakes.aws;

import org.jspecify.annotations.Nullable;

/**
 * How the next calls go.
 *
 * @param delayMs how long each takes
 * @param refusal how each is refused; null for a proper answer
 * @param times for how many calls, after which all is well again
 */
record Mood(long delayMs, @Nullable Refusal refusal, int times) {

    static final Mood WELL = new Mood(0, null, 0);

    Mood next() {
        return times <= 1 ? WELL : new Mood(delayMs, refusal, times - 1);
    }
}
