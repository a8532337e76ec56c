package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

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

    /**
     * What the ledger would reserve for a payment.
     *
     * @param usd null when a price is missing
     * @param why what is missing; null when nothing is
     */
    record Price(@Nullable BigDecimal usd, @Nullable String why) {}

    /** As {@code transfer} would be charged on this network. May ask a price tool, so never to be called in a transaction. */
    Price payment(String network, ObjectNode transfer);

    /** Of every one of these campaigns. May ask a price tool, so never to be called in a transaction. */
    Map<CampaignId, Today> today(TenantId tenant, List<Campaign> campaigns);
}
