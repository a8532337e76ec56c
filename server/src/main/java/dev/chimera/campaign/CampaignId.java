package dev.chimera.campaign;

import java.util.UUID;

/** A campaign, and the {@code parent_goal_id} of its tasks. */
public record CampaignId(UUID value) implements Comparable<CampaignId> {

    /** @throws IllegalArgumentException when the text is not a UUID */
    public static CampaignId parse(String text) {
        return new CampaignId(UUID.fromString(text));
    }

    @Override
    public int compareTo(CampaignId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
