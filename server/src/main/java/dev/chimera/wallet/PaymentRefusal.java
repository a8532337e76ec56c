package dev.chimera.wallet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a payment may not be made, at least not now. Nothing was sent.
 *
 * @param code stable
 * @param left what could be paid of the asset at the moment, such as {@code 0.003 ETH}; null where that says nothing
 * @param retryAfter when the same payment could be made; null where it never will, or nobody knows
 */
public record PaymentRefusal(
        String code,
        String message,
        @Nullable String left,
        @Nullable Duration retryAfter) {

    /** One that no waiting changes. */
    public static PaymentRefusal of(String code, String message) {
        return new PaymentRefusal(code, message, null, null);
    }
}
