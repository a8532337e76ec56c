package dev.chimera.campaign;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Clears away, when a server starts, the dry runs that whoever asked for them could not delete any more: killed, or cut
 * off. Several servers may do it at once.
 */
@Component
class RehearsalSweep {

    private static final Logger LOG = LoggerFactory.getLogger(RehearsalSweep.class);

    /** No dry run takes that long, so nobody's is taken away from under them. */
    static final Duration AGE = Duration.ofHours(1);

    /** What is left over beyond this goes with the next start. */
    static final int LIMIT = 10_000;

    private final CampaignStore campaigns;
    private final CampaignDesk desk;

    RehearsalSweep(CampaignStore campaigns, CampaignDesk desk) {
        this.campaigns = campaigns;
        this.desk = desk;
    }

    @EventListener(ApplicationReadyEvent.class)
    void sweep() {
        List<Campaign> leftOver = campaigns.leftOverRehearsals(AGE, LIMIT);
        leftOver.forEach(this::forget);
    }

    /** One that can't be forgotten keeps no server from starting. */
    private void forget(Campaign campaign) {
        try {
            desk.forget(campaign);
        } catch (RuntimeException | Error e) {
            LOG.error("the dry run {} can't be cleared away", campaign.id(), e);
        }
    }
}
