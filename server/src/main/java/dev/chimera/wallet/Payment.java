package dev.chimera.wallet;

import dev.chimera.failure.Failure;
import dev.chimera.tenant.TenantId;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as it stands in the database.
 *
 * @param effect the idempotency key; null for an agent's own call
 * @param asset as the policy that it was intended under has it, contract and decimals included
 * @param amount base units of the asset
 * @param policyVersion the policy that it was intended under
 * @param nonce fixed from SENDING on
 * @param fromBlock the block before which it can't be; null until it is SENDING
 * @param hash of its transaction, once that is known
 * @param failure why it is FAILED or REVERTED
 */
public record Payment(
        TenantId tenant,
        UUID id,
        UUID wallet,
        @Nullable UUID effect,
        @Nullable UUID task,
        EvmAddress to,
        Asset asset,
        BigInteger amount,
        @Nullable String memo,
        int policyVersion,
        long nonce,
        PaymentState state,
        @Nullable Long fromBlock,
        @Nullable String hash,
        @Nullable BigInteger feeWei,
        @Nullable Failure failure) {

    /** Such as {@code 0.001 ETH to 0x…}. */
    public String shown() {
        return asset.show(amount) + " to " + to;
    }
}
