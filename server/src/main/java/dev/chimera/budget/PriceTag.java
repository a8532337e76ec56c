package dev.chimera.budget;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A cost as a person is shown it.
 *
 * @param usd null when it is not known
 * @param why what makes it dearer than usual, or why it is not known; null where there is nothing to say
 */
public record PriceTag(@Nullable BigDecimal usd, @Nullable String why) {

    public static PriceTag of(Cost cost) {
        return switch (cost) {
            case Cost.Known known -> new PriceTag(known.total().shown(), known.because());
            case Cost.Unavailable unavailable ->
                new PriceTag(null, unavailable.failure().message());
            case Cost.Impossible impossible ->
                new PriceTag(null, impossible.failure().message());
        };
    }
}
