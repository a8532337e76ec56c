package dev.chimera.effect;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a transaction took. */
final class Fee {

    /** Up to a thousand ETH: what is more is not a fee, but a mistake of whoever says so. */
    private static final Pattern WEI = Pattern.compile("[0-9]{1,21}");

    private Fee() {}

    /** The wei of a {@code fee_wei}, which travels as a decimal string; null where it is missing or can't be. */
    static @Nullable BigInteger of(JsonNode node) {
        String text = node.isString() || node.isIntegralNumber() ? node.asString() : "";
        return WEI.matcher(text).matches() ? new BigInteger(text) : null;
    }
}
