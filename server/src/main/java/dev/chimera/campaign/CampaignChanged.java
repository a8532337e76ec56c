package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;

/**
 * A campaign was started, continued, paused or resumed; published after the commit, on the thread that committed. It is
 * a hint: whoever misses it finds the same in the database.
 */
public record CampaignChanged(TenantId tenant, CampaignId campaign) {}
