package dev.chimera.bridge.commerce;

import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentRefusal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What {@code transfer} answers. Anything thrown in its place means that nobody knows. */
sealed interface PaymentAnswer {

    /** It is on the chain, and it worked. */
    record Paid(Payment payment, String hash, BigInteger feeWei) implements PaymentAnswer {}

    /**
     * Nothing was paid.
     *
     * @param feeWei what the gas of a reverted transaction cost all the same; null when nothing was mined
     */
    record Unpaid(PaymentRefusal refusal, @Nullable BigInteger feeWei) implements PaymentAnswer {

        static Unpaid because(PaymentRefusal refusal) {
            return new Unpaid(refusal, null);
        }
    }
}
