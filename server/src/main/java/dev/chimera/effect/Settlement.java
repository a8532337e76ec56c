package dev.chimera.effect;

import dev.chimera.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an effect, as one change of its row. */
sealed interface Settlement {

    EffectState state();

    /** The name of the audit row. */
    String event();

    default @Nullable String externalId() {
        return null;
    }

    default @Nullable Failure failure() {
        return null;
    }

    default Duration delay() {
        return Duration.ZERO;
    }

    /** It happened. */
    record Confirmed(String externalId) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.CONFIRMED;
        }

        @Override
        public String event() {
            return "EffectConfirmed";
        }
    }

    /** It was refused for good. */
    record Refused(Failure failure) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.FAILED;
        }

        @Override
        public String event() {
            return "EffectFailed";
        }
    }

    /** It was refused for now, or never left: it waits again. */
    record Postponed(Failure failure, Duration delay) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.INTENDED;
        }

        @Override
        public String event() {
            return "EffectPostponed";
        }
    }

    /** Nobody knows. */
    record Doubtful(Failure failure) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.UNKNOWN;
        }

        @Override
        public String event() {
            return "EffectUnknown";
        }
    }
}
