package dev.chimera.budget;

import dev.chimera.campaign.Campaign;
import dev.chimera.campaign.CampaignCosts;
import dev.chimera.campaign.CampaignId;
import dev.chimera.tenant.TenantId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Sums up what campaigns spend, hold and will want. */
@Component
class BudgetOverview implements CampaignCosts {

    /** More that is approved and not sent is not added up: then nobody says what is to come. */
    private static final int MOST_AHEAD = 10_000;

    private final OverviewStore store;
    private final ProposalCosts costs;

    BudgetOverview(OverviewStore store, ProposalCosts costs) {
        this.store = store;
        this.costs = costs;
    }

    @Override
    public Map<CampaignId, Today> today(TenantId tenant, List<Campaign> campaigns) {
        UUID[] ids = campaigns.stream().map(campaign -> campaign.id().value()).toArray(UUID[]::new);
        Map<CampaignId, OverviewStore.Sum> sums = new HashMap<>();
        store.today(tenant, ids).forEach(sum -> sums.put(sum.campaign(), sum));
        Forecast forecast = forecast(tenant, ids);
        Map<CampaignId, Today> all = new HashMap<>();
        for (Campaign campaign : campaigns) {
            OverviewStore.Sum sum =
                    sums.getOrDefault(campaign.id(), new OverviewStore.Sum(campaign.id(), Usd.ZERO, Usd.ZERO));
            Usd budget = new Usd(campaign.dailyBudgetUsd());
            all.put(
                    campaign.id(),
                    new Today(
                            sum.spent().shown(),
                            sum.reserved().shown(),
                            forecast.isKnownFor(campaign.id())
                                    ? forecast.known()
                                            .getOrDefault(campaign.id(), Usd.ZERO)
                                            .shown()
                                    : null,
                            budget.less(sum.spent().plus(sum.reserved())).shown()));
        }
        return all;
    }

    @Override
    public Price payment(String network, ObjectNode transfer) {
        return switch (costs.transfer(network, transfer)) {
            case Cost.Known known -> new Price(known.total().amount(), null);
            case Cost.Unavailable unavailable ->
                new Price(null, unavailable.failure().message());
            case Cost.Impossible impossible ->
                new Price(null, impossible.failure().message());
        };
    }

    private record Forecast(Map<CampaignId, Usd> known, Set<CampaignId> unknown, boolean complete) {
        boolean isKnownFor(CampaignId campaign) {
            return complete && !unknown.contains(campaign);
        }
    }

    private Forecast forecast(TenantId tenant, UUID[] campaigns) {
        List<OverviewStore.Ahead> ahead = store.ahead(tenant, campaigns, MOST_AHEAD);
        Map<CampaignId, Usd> known = new HashMap<>();
        Set<CampaignId> unknown = new HashSet<>();
        for (OverviewStore.Ahead one : ahead) {
            switch (costs.of(tenant, one.agent(), one.backend(), one.proposal())) {
                case Cost.Known cost -> known.merge(one.campaign(), cost.total(), Usd::plus);
                case Cost.Unavailable unavailable -> unknown.add(one.campaign());
                case Cost.Impossible impossible -> {
                    // It will fail before anything is spent.
                }
            }
        }
        return new Forecast(known, unknown, ahead.size() < MOST_AHEAD);
    }
}
