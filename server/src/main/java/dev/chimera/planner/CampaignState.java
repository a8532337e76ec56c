package dev.chimera.planner;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.task.TaskId;
import dev.chimera.tenant.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the Planner sees of a campaign in one look.
 *
 * @param planWanted whether it was handed in since it was planned last
 * @param chains posts that were ever planned by us
 * @param living posts that are on their way or done
 * @param unwanted posts that a person cancelled: they are not replaced
 * @param exhausted attempts to write that found no material any more: nothing is replaced after that
 * @param open tasks that are not final
 * @param research the latest RESEARCH that is COMPLETED; null while there is none
 * @param written CONTENT_GEN tasks that were planned on that research
 * @param orders payments that no task carries out yet, or whose task failed in a way that may be over by now
 */
record CampaignState(
        TenantId tenant,
        CampaignId id,
        VersionId version,
        AgentId agent,
        String goal,
        String soulLink,
        int postsWanted,
        boolean dryRun,
        boolean planWanted,
        int chains,
        int living,
        int unwanted,
        int exhausted,
        int open,
        @Nullable TaskId research,
        int written,
        List<Order> orders) {

    /** A payment of the campaign file. */
    record Order(String key, ObjectNode payload) {}

    CampaignState {
        orders = List.copyOf(orders);
    }

    /** Replacements for one post are bounded, so that a goal that nothing can be written for ends. */
    private static final int CHAINS_PER_POST = 4;

    int missing() {
        return Math.max(0, postsWanted - living - unwanted);
    }

    /** How many rejected posts to write anew, from material that is there. */
    int replaceable() {
        if (research == null || exhausted > 0) {
            return 0;
        }
        return Math.min(missing(), Math.max(0, CHAINS_PER_POST * postsWanted - chains));
    }
}
