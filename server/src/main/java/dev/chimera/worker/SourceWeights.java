package dev.chimera.worker;

import dev.chimera.campaign.CampaignId;
import dev.chimera.tenant.TenantId;

/** Knows how much there is to read, without reading it. */
interface SourceWeights {

    /** @param bytes of all sources together */
    record Weight(int sources, long bytes) {}

    /**
     * @param perAddress how many bytes an address counts for: nobody knows before it was asked
     */
    Weight of(TenantId tenant, CampaignId campaign, long perAddress);
}
