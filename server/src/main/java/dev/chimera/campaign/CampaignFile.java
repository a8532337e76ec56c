package dev.chimera.campaign;

import dev.chimera.persona.AgentName;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a campaign file says, checked.
 *
 * @param soul the path of the agent's SOUL.md, relative to the file; its text travels beside the file
 * @param goal 1 to 2,000 characters, without white space around it
 * @param dailyBudgetUsd US dollars a day, two decimals, 0 to 1,000,000; 0.00 where the file says nothing, because
 *     nothing is spent that nobody allowed
 * @param posts 1 to 100; 1 where the file says nothing
 * @param sources 1 to 50 paths and addresses, in the file's order, none twice
 */
public record CampaignFile(
        AgentName agent, String soul, String goal, BigDecimal dailyBudgetUsd, int posts, List<String> sources) {

    public CampaignFile {
        sources = List.copyOf(sources);
    }
}
