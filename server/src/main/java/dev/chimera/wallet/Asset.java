package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;

/**
 * What can be paid with.
 *
 * @param symbol as a campaign file writes it, such as {@code ETH}
 * @param token its ERC-20 contract; null for the chain's own coin
 * @param decimals digits behind the point: one unit is 10^decimals base units
 */
public record Asset(String symbol, @Nullable EvmAddress token, int decimals) {

    static final int MOST_DECIMALS = 36;
    private static final int MOST_DIGITS = 100;
    private static final Pattern SYMBOL = Pattern.compile("[A-Za-z][A-Za-z0-9.]{0,15}");

    /** ASCII digits only, no sign, no exponent: what is an amount to one reader must be the same one to every other. */
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,40})?");

    public Asset {
        if (!SYMBOL.matcher(symbol).matches()) {
            throw new IllegalArgumentException("not a symbol of an asset: " + symbol);
        }
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new IllegalArgumentException(symbol + " can't have " + decimals + " decimals");
        }
    }

    /**
     * A positive amount in base units.
     *
     * @param where what to call it in a refusal
     * @throws ChimeraException INVALID_AMOUNT
     */
    public BigInteger positive(String amount, String where) {
        BigInteger units = notNegative(amount, where);
        if (units.signum() == 0) {
            throw invalid(where + " is zero");
        }
        return units;
    }

    /** As {@link #positive}, and zero too. */
    public BigInteger notNegative(String amount, String where) {
        String excerpt = amount.length() > 40 ? amount.substring(0, 40) + "…" : amount;
        if (amount.startsWith("-")) {
            throw invalid(where + " is negative: " + excerpt);
        }
        if (!DECIMAL.matcher(amount).matches()) {
            throw invalid(where + " is not a decimal number: '" + excerpt + "'");
        }
        BigDecimal units = new BigDecimal(amount).movePointRight(decimals);
        if (units.stripTrailingZeros().scale() > 0) {
            throw invalid(where + " has more than the " + decimals + " decimals of " + symbol + ": " + excerpt);
        }
        BigInteger whole = units.toBigIntegerExact();
        if (whole.bitLength() > 256) {
            throw invalid(where + " is more than a chain can count: " + excerpt);
        }
        return whole;
    }

    /**
     * A number of a document as an amount is written. One with an absurd exponent keeps it, and so is refused as an amount:
     * written out it would fill the memory.
     */
    public static String written(JsonNode number) {
        if (number instanceof NumericNode numeric && numeric.isNaN()) {
            return number.asString();
        }
        BigDecimal value = number.decimalValue();
        return Math.abs((long) value.scale()) > MOST_DIGITS ? value.toString() : value.toPlainString();
    }

    /** Base units as a person writes them, such as {@code 0.001 ETH}. */
    public String show(BigInteger units) {
        return decimal(units) + " " + symbol;
    }

    /** Base units as a decimal number, without a symbol. */
    public String decimal(BigInteger units) {
        BigDecimal amount = new BigDecimal(units, decimals);
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput(
                "INVALID_AMOUNT", message, "write a positive decimal number in quotes, such as \"0.001\"");
    }
}
