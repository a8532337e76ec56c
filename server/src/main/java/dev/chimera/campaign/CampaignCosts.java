package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows what campaigns cost; for {@code budget} to implement. */
public interface CampaignCosts {

    /**
     * A campaign's money on this UTC day, in US dollars.
     *
     * @param reserved for calls that are under way, or of unknown outcome
     * @param forecast what is approved and would still be charged, today or later; null when a price is missing
     * @param left what today's budget still has
     */
    record Today(
            BigDecimal spent, BigDecimal reserved, @Nullable BigDecimal forecast, BigDecimal left) {}

    /** Of every one of these campaigns. May ask a price tool, so never to be called in a transaction. */
    Map<CampaignId, Today> today(TenantId tenant, List<Campaign> campaigns);
}
