package dev.chimera.campaign;

import dev.chimera.persona.Soul;
import dev.chimera.tenant.TenantId;

/** Who speaks in a campaign. */
public interface SoulCatalog {

    /** The persona that a campaign speaks with: its agent's, or a rehearsal's own. */
    Soul of(TenantId tenant, CampaignId campaign);
}
