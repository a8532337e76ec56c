package dev.chimera.worker;

import dev.chimera.campaign.CampaignId;
import dev.chimera.tenant.TenantId;

/** Knows how much there is to read, without reading it. */
interface SourceWeights {

    /** In bytes, for all sources of a campaign together. */
    long of(TenantId tenant, CampaignId campaign);
}
