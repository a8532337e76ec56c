package dev.chimera.budget;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One thing that costs.
 *
 * @param what in a few words, for a person: {@code a post with a link}, {@code 0.5 USDC}
 * @param unitPrice US dollars for one unit of the asset that is paid with; null where it is not paid in an asset
 */
public record Charge(
        ChargeKind kind, Usd amount, String what, @Nullable BigDecimal unitPrice) {

    private static final int LONGEST = 200;

    public Charge {
        if (what.isBlank() || what.length() > LONGEST) {
            throw new IllegalArgumentException("what a charge is for takes 1 to " + LONGEST + " characters");
        }
    }

    public static Charge of(ChargeKind kind, Usd amount, String what) {
        return new Charge(kind, amount, what, null);
    }

    /** This charge with what it really came to. */
    Charge cameTo(Usd actual) {
        return new Charge(kind, actual, what, unitPrice);
    }
}
