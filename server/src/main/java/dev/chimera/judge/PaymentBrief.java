package dev.chimera.judge;

import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Wallet;
import org.jspecify.annotations.Nullable;

/**
 * What the Judge needs of a payment, as CFO.
 *
 * @param wallet the agent's; null when it has none
 * @param ordered whether an OPERATOR ordered it: in the campaign file, or by a task of their own
 * @param now what would hold it up at the moment; null when nothing would. It decides nothing: the bridge does, later
 */
public record PaymentBrief(
        @Nullable Wallet wallet, boolean ordered, @Nullable PaymentRefusal now) {}
