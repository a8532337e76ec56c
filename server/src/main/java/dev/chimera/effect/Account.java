package dev.chimera.effect;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;

/** Where effects of unknown outcome are looked for together: an agent's timeline, or its wallet. */
record Account(TenantId tenant, AgentId agent, Destination destination) {}
