package dev.chimera.budget;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
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
    private static final int WEI_DECIMALS = 18;

    public Charge {
        if (what.isBlank() || what.length() > LONGEST) {
            throw new IllegalArgumentException("what a charge is for takes 1 to " + LONGEST + " characters");
        }
    }

    public static Charge of(ChargeKind kind, Usd amount, String what) {
        return new Charge(kind, amount, what, null);
    }

    /**
     * This charge for gas with the fee that the chain really took, at the price at which it was reserved.
     *
     * @param wei a fee; up to 10^21
     */
    public Charge forFee(BigInteger wei) {
        BigDecimal price = Objects.requireNonNull(unitPrice, "gas is paid in an asset");
        return new Charge(kind, Usd.worth(new BigDecimal(wei, WEI_DECIMALS), price), what, price);
    }
}
