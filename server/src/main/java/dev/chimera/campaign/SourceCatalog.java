package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;
import java.util.List;

/** Knows the sources that every campaign was handed in with. */
public interface SourceCatalog {

    /** In the order of the campaign file; empty where the campaign named none. */
    List<Source> of(TenantId tenant, CampaignId campaign);
}
