package dev.chimera.persona;

import dev.chimera.tenant.TenantId;

/** Knows every agent's SOUL.md. */
public interface SoulCatalog {

    /** @throws dev.chimera.failure.ChimeraException when there is no such agent, or its SOUL.md is not one */
    Soul of(TenantId tenant, AgentId agent);
}
