package dev.chimera.effect;

import dev.chimera.failure.Failure;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of an effect, as one change of its row. */
sealed interface Settlement {

    EffectState state();

    /** Whether it is looked for afterwards. */
    enum Looking {
        /** From now on. */
        BEGINS,
        /** As before: a person has said what became of it, and may be wrong. */
        GOES_ON,
        /** It is known, or was never in doubt. */
        ENDS
    }

    default Looking looking() {
        return Looking.ENDS;
    }

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

    /** Until when it waits, where that is a moment and not a delay. */
    default @Nullable Instant until() {
        return null;
    }

    /**
     * It happened.
     *
     * @param feeWei what the transaction really took; null where there is none, or where nobody said
     */
    record Confirmed(String externalId, @Nullable BigInteger feeWei) implements Settlement {

        Confirmed(String externalId) {
            this(externalId, null);
        }

        @Override
        public EffectState state() {
            return EffectState.CONFIRMED;
        }

        @Override
        public String event() {
            return "EffectConfirmed";
        }
    }

    /**
     * It was refused for good.
     *
     * @param feeWei what it took all the same: a transaction that was reverted has paid its gas
     */
    record Refused(Failure failure, @Nullable BigInteger feeWei) implements Settlement {

        Refused(Failure failure) {
            this(failure, null);
        }

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

    /** Its campaign has no money left for today. */
    record OutOfBudget(Failure failure, Instant until) implements Settlement {
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

        @Override
        public Looking looking() {
            return Looking.BEGINS;
        }
    }

    /** A person has seen that it happened. */
    record Seen(String externalId) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.CONFIRMED;
        }

        @Override
        public String event() {
            return "EffectConfirmed";
        }

        @Override
        public Looking looking() {
            return Looking.GOES_ON;
        }
    }

    /** A person has looked, and says that it did not happen. */
    record Denied(Failure failure) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.FAILED;
        }

        @Override
        public String event() {
            return "EffectFailed";
        }

        @Override
        public Looking looking() {
            return Looking.GOES_ON;
        }
    }

    /**
     * It was found after a person had said what became of it: that it did not happen, or that it did, without knowing how
     * the world calls it.
     */
    record Corrected(String externalId, @Nullable BigInteger feeWei) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.CONFIRMED;
        }

        @Override
        public String event() {
            return "EffectCorrected";
        }
    }

    /**
     * It came to nothing, although a person had said that it happened: the chain has reverted it.
     *
     * @param feeWei what it took all the same
     */
    record Retracted(Failure failure, @Nullable BigInteger feeWei) implements Settlement {
        @Override
        public EffectState state() {
            return EffectState.FAILED;
        }

        @Override
        public String event() {
            return "EffectCorrected";
        }
    }
}
