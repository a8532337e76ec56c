package dev.chimera.effect;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When an effect of unknown outcome is looked for again, and when a person is asked. The first looks come at the moments
 * that are configured; after them the pauses grow with the time that has passed, up to a day.
 */
final class LookPlan {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration BLIND_SHORTEST = Duration.ofSeconds(2);
    private static final Duration BLIND_LONGEST = Duration.ofMinutes(5);

    private final EffectProperties properties;

    LookPlan(EffectProperties properties) {
        this.properties = properties;
    }

    /** Whether every look of the window was made, and nothing was found in it. */
    boolean asksAfter(Duration age) {
        return age.compareTo(window()) >= 0;
    }

    /** Whether nobody could look for so long that a person has to. */
    boolean asksBlindAfter(Duration age) {
        return asksAfter(age) && age.compareTo(properties.blind()) >= 0;
    }

    /** Until the next look, after one that found nothing; null when nobody looks for it any more. */
    @Nullable
    Duration pause(Effect effect, Duration age) {
        if (effect.state() != EffectState.UNKNOWN && age.compareTo(properties.lookFor()) >= 0) {
            return null;
        }
        Optional<Duration> planned = properties.looks().stream()
                .filter(look -> look.compareTo(age) > 0)
                .findFirst();
        return planned.map(look -> look.minus(age)).orElseGet(() -> within(SHORTEST, age, LONGEST));
    }

    /** The same after one that could not be made. */
    @Nullable
    Duration blindPause(Effect effect, Duration age) {
        Duration pause = pause(effect, age);
        return pause == null ? null : within(BLIND_SHORTEST, age.dividedBy(4), BLIND_LONGEST);
    }

    private Duration window() {
        return properties.looks().getLast();
    }

    private static Duration within(Duration least, Duration wanted, Duration most) {
        if (wanted.compareTo(least) < 0) {
            return least;
        }
        return wanted.compareTo(most) > 0 ? most : wanted;
    }
}
