package dev.chimera.wallet;

import java.math.BigInteger;
import java.time.Duration;

/**
 * How much of one asset a wallet may pay, in base units of the asset.
 *
 * @param maxPayment the most in one payment
 * @param window how far back the two totals look
 * @param windowTotal the most in a window, all payments together
 * @param windowCount the most payments in a window
 * @param autoApprove a payment of at most this needs no person; 0: every payment needs one
 */
public record Limit(
        Asset asset,
        BigInteger maxPayment,
        Duration window,
        BigInteger windowTotal,
        int windowCount,
        BigInteger autoApprove) {

    private static final Duration LONGEST_WINDOW = Duration.ofDays(366);

    public Limit {
        if (maxPayment.signum() < 0 || windowTotal.signum() < 0 || autoApprove.signum() < 0 || windowCount < 0) {
            throw new IllegalArgumentException("a limit of " + asset.symbol() + " is negative");
        }
        if (window.compareTo(Duration.ofHours(1)) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException("a window is 1 hour to 366 days long, not " + window);
        }
    }
}
