package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;

/**
 * A campaign may spend more a day than before. Published in the transaction that says so, after the campaign changed, so
 * that whatever waits for money and the budget can't part.
 *
 * @param actor who raised it, for the audit log
 */
public record BudgetRaised(TenantId tenant, CampaignId campaign, String actor) {}
