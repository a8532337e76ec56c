package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that somebody who may has approved.
 *
 * @param effect the idempotency key; null for an agent's own call
 * @param amount base units of the asset, positive
 */
public record PaymentIntent(
        @Nullable UUID effect,
        @Nullable UUID task,
        EvmAddress to,
        Asset asset,
        BigInteger amount,
        @Nullable String memo) {

    /**
     * What an order means for a wallet.
     *
     * @throws ChimeraException ASSET_NOT_ALLOWED, INVALID_AMOUNT
     */
    static PaymentIntent of(Wallet wallet, PaymentOrder order, @Nullable UUID effect, @Nullable UUID task) {
        Asset asset = wallet.policy()
                .limit(order.asset())
                .orElseThrow(() -> ChimeraException.badInput(
                        "ASSET_NOT_ALLOWED",
                        "the wallet has no limit for " + order.asset() + ", so it pays none",
                        "an OPERATOR can add one to agent.wallet.limits"))
                .asset();
        return new PaymentIntent(
                effect, task, order.to(), asset, asset.positive(order.amount(), "amount"), order.memo());
    }
}
