package dev.chimera.api;

import dev.chimera.budget.PriceTag;
import dev.chimera.budget.ProposalCosts;
import dev.chimera.effect.EffectProperties;
import dev.chimera.failure.ChimeraException;
import dev.chimera.task.TaskDocument;
import dev.chimera.task.TaskQueries;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/report}: what became of some campaigns, in one answer, for whoever runs them. */
@RestController
class ReportEndpoint {

    private static final int MOST_CAMPAIGNS = 100;
    private static final int MOST_TASKS = 1_000;

    private final ReportStore reports;
    private final LeftOutStore leftOut;
    private final UnlistedOrders unlisted;
    private final TaskQueries tasks;
    private final EffectProperties effects;
    private final ProposalCosts costs;

    ReportEndpoint(
            ReportStore reports,
            LeftOutStore leftOut,
            UnlistedOrders unlisted,
            TaskQueries tasks,
            EffectProperties effects,
            ProposalCosts costs) {
        this.reports = reports;
        this.leftOut = leftOut;
        this.unlisted = unlisted;
        this.tasks = tasks;
        this.effects = effects;
        this.costs = costs;
    }

    record Report(
            List<ReportStore.CampaignLine> campaigns,
            List<ObjectNode> tasks,
            List<ReportStore.Post> posts,
            List<ReportStore.Paid> payments,
            List<ReportStore.Scheduled> scheduled,
            List<ReportStore.Review> reviews,
            List<ReportStore.Failed> failed,
            List<LeftOutStore.LeftOut> leftOut,
            List<UnlistedOrders.Unlisted> unlisted,
            List<ReportStore.Warning> warnings,
            Map<String, Map<String, Long>> progress,
            boolean settled) {}

    /** @param campaign up to 100 campaign ids */
    @GetMapping("/v1/report")
    Report report(Caller.Person caller, @RequestParam List<UUID> campaign) {
        if (campaign.isEmpty() || campaign.size() > MOST_CAMPAIGNS) {
            throw ChimeraException.badInput(
                    "INVALID_PARAMETER", "campaign has to be given 1 to " + MOST_CAMPAIGNS + " times", "ask for fewer");
        }
        UUID[] ids = campaign.toArray(UUID[]::new);
        TenantId tenant = caller.tenant();
        // Settled is asked first: what is reported after it can only be more complete.
        boolean settled = !reports.busy(tenant, ids);
        return new Report(
                reports.campaigns(tenant, ids),
                Arrays.stream(ids).flatMap(id -> documents(tenant, id)).toList(),
                reports.posts(tenant, ids),
                reports.payments(tenant, ids),
                reports.scheduled(tenant, ids, effects.cooldown().toMillis()),
                reports.questions(tenant, ids).stream()
                        .map(question -> priced(tenant, question))
                        .toList(),
                reports.failed(tenant, ids),
                leftOut.of(tenant, ids),
                unlisted.of(tenant, ids),
                reports.warnings(tenant, ids),
                reports.progress(tenant, ids),
                settled);
    }

    private ReportStore.Review priced(TenantId tenant, ReportStore.Question question) {
        return question.review()
                .costing(PriceTag.of(costs.of(tenant, question.agent(), question.backend(), question.proposal())));
    }

    private java.util.stream.Stream<ObjectNode> documents(TenantId tenant, UUID campaign) {
        return tasks.ofCampaign(tenant, campaign, MOST_TASKS).stream().map(TaskDocument::of);
    }
}
