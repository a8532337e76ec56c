package dev.chimera.judge;

import dev.chimera.bridge.OwnCallPolicy;
import dev.chimera.bridge.Refusal;
import dev.chimera.bridge.RefusalCode;
import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.Agent;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.AgentStore;
import dev.chimera.persona.SoulReader;
import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The rules for a post that an agent makes with its own key. It has no goal and no material, so nothing is scored and no
 * link is held against a source; what no post may do, it may not either, and what a person would be asked about is refused,
 * because there is no task in which to ask.
 */
@Component
class OwnPostPolicy implements OwnCallPolicy {

    private static final UUID NONE = new UUID(0, 0);

    private final AgentStore agents;
    private final SoulReader souls;
    private final BriefStore briefs;
    private final OthersStore others;
    private final DraftAssessor assessor;

    OwnPostPolicy(AgentStore agents, SoulReader souls, BriefStore briefs, OthersStore others, DraftAssessor assessor) {
        this.agents = agents;
        this.souls = souls;
        this.briefs = briefs;
        this.others = others;
        this.assessor = assessor;
    }

    @Override
    public Optional<Refusal> refusal(TenantId tenant, AgentId id, String text) {
        Optional<Agent> agent = agents.find(tenant, id);
        if (agent.isEmpty()) {
            return Optional.empty();
        }
        List<Violation> violations = assessor.ofOwnPost(draft(agent.get(), text));
        if (violations.isEmpty()) {
            return Optional.empty();
        }
        boolean leftAlone = violations.stream().anyMatch(each -> each.code().equals("OPTED_OUT"));
        return Optional.of(Refusal.of(
                leftAlone ? RefusalCode.OPTED_OUT : RefusalCode.POLICY_VIOLATED,
                violations.stream()
                        .map(each -> each.code() + ": " + each.message())
                        .collect(Collectors.joining("; "))));
    }

    private Draft draft(Agent agent, String text) {
        Brief brief = new Brief(
                agent.tenant(),
                new CampaignId(NONE),
                new VersionId(NONE),
                agent.id(),
                true,
                "",
                souls.read(agent.soul()));
        return new Draft(
                text,
                List.of(),
                true,
                List.of(),
                brief.goal(),
                brief.soul(),
                briefs.said(brief, false),
                others.of(brief, text, others.posts(brief)));
    }
}
