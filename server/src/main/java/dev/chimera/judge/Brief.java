package dev.chimera.judge;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.Soul;
import dev.chimera.tenant.TenantId;

/** A campaign as the Judge needs it. */
public record Brief(
        TenantId tenant,
        CampaignId campaign,
        VersionId version,
        AgentId agent,
        boolean active,
        String goal,
        Soul soul) {}
