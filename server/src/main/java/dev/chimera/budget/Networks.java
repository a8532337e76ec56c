package dev.chimera.budget;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.util.Optional;

/** Knows on which chain an agent pays; for {@code wallet} to implement. */
public interface Networks {

    /** {@code base-sepolia}, {@code base-mainnet}; empty for an agent without a wallet. */
    Optional<String> of(TenantId tenant, AgentId agent);
}
