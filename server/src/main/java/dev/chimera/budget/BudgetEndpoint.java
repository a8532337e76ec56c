package dev.chimera.budget;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.CampaignStore;
import dev.chimera.failure.ChimeraException;
import dev.chimera.tenant.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/budget}: the newest days of campaigns, and what their sums are made of. */
@RestController
class BudgetEndpoint {

    private static final int MOST_DAYS = 366;
    private static final int MOST_ENTRIES = 1_000;

    private final OverviewStore store;
    private final CampaignStore campaigns;

    BudgetEndpoint(OverviewStore store, CampaignStore campaigns) {
        this.store = store;
        this.campaigns = campaigns;
    }

    record Listing(List<OverviewStore.Day> days, List<OverviewStore.Entry> entries) {}

    /** @param campaign only this one's */
    @GetMapping("/v1/budget")
    Listing list(Caller.Person caller, @RequestParam(name = "campaign", required = false) @Nullable UUID campaign) {
        CampaignId wanted = campaign == null ? null : new CampaignId(campaign);
        if (wanted != null && campaigns.find(caller.tenant(), wanted).isEmpty()) {
            throw ChimeraException.notFound(
                    "CAMPAIGN_UNKNOWN",
                    "there is no campaign with the id '" + wanted + "'",
                    "chimera campaigns lists those that are there");
        }
        return new Listing(
                store.days(caller.tenant(), wanted, MOST_DAYS), store.entries(caller.tenant(), wanted, MOST_ENTRIES));
    }
}
