package dev.chimera.tool;

import dev.chimera.secret.SecretName;
import java.util.UUID;

/**
 * Whose AgentKit process it is: a tenant's wallet, the name of its key, and its network as AgentKit calls it. Another key is another
 * process.
 */
public record WalletAccount(UUID tenant, UUID wallet, SecretName key, String network) {}
