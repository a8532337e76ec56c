package dev.chimera.wallet;

import dev.chimera.persona.AgentId;
import dev.chimera.secret.SecretName;
import dev.chimera.tenant.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wallet as it stands in the database. An agent has one, on one network.
 *
 * @param key the name of the secret that holds its private key
 * @param address learnt from the key when it is used first; null before
 * @param policy the present one
 */
public record Wallet(
        TenantId tenant,
        UUID id,
        AgentId agent,
        SecretName key,
        Network network,
        @Nullable EvmAddress address,
        WalletPolicy policy) {}
