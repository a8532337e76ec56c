package dev.chimera.campaign;

import java.util.UUID;

/** The version of a campaign: random, new with every update. Whoever writes with an old one changes nothing. */
public record CampaignVersion(UUID value) {

    static CampaignVersion next() {
        return new CampaignVersion(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
