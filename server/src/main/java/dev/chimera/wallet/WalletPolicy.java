package dev.chimera.wallet;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The limits of a wallet as they once were set. A policy is never changed: another one takes its place.
 *
 * @param version counts up from 1 for each wallet
 * @param limits by the symbol of the asset
 */
public record WalletPolicy(int version, Set<EvmAddress> allow, Map<String, Limit> limits) {

    public WalletPolicy {
        allow = Set.copyOf(allow);
        limits = Map.copyOf(limits);
    }

    public Optional<Limit> limit(String asset) {
        return Optional.ofNullable(limits.get(asset));
    }
}
