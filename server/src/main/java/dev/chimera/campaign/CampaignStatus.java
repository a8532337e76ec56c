package dev.chimera.campaign;

/** The three statuses of a campaign (specification 3). A COMPLETED one is ACTIVE again when it is asked for more posts. */
public enum CampaignStatus {
    ACTIVE,
    PAUSED,
    COMPLETED
}
