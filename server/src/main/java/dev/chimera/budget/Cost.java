package dev.chimera.budget;

import dev.chimera.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a proposal would cost. */
public sealed interface Cost {

    /**
     * It is known.
     *
     * @param because what makes it dearer than usual, as in "because of the link"; null where nothing does
     */
    record Known(List<Charge> charges, @Nullable String because) implements Cost {

        public Known {
            charges = List.copyOf(charges);
        }

        public Usd total() {
            return charges.stream().map(Charge::amount).reduce(Usd.ZERO, Usd::plus);
        }
    }

    /** Not now: a price is missing or too old. */
    record Unavailable(Failure failure) implements Cost {}

    /** Never: the proposal names nothing that has a price. */
    record Impossible(Failure failure) implements Cost {}
}
