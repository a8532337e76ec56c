package dev.chimera.wallet;

import dev.chimera.secret.SecretName;
import java.util.List;

/**
 * What an OPERATOR sets for an agent that pays: {@code agent.wallet} of a campaign file.
 *
 * @param key the name of the secret that holds the private key; never the key
 * @param allow who may be paid; nobody else ever is, so an empty list means nobody
 * @param limits one for each asset that may be paid; an asset without one never is
 */
public record WalletSettings(SecretName key, Network network, List<EvmAddress> allow, List<Limit> limits) {

    public WalletSettings {
        allow = List.copyOf(allow);
        limits = List.copyOf(limits);
    }
}
