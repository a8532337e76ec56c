package dev.chimera.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chimera.secret.Secrets;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import dev.chimera.wallet.Assets;
import dev.chimera.wallet.PaymentForecast;
import dev.chimera.wallet.PaymentOrder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code /v1/campaigns}: every person of the tenant may look, an OPERATOR may change. */
@RestController
@RequestMapping("/v1/campaigns")
class CampaignEndpoint {

    record Listing(List<Line> campaigns) {}

    /** A line of {@code chimera campaigns}. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(
            UUID id,
            String agent,
            String goal,
            CampaignStatus status,
            BigDecimal dailyBudgetUsd,
            UUID versionId,
            BigDecimal spentTodayUsd,
            BigDecimal reservedUsd,
            @Nullable BigDecimal forecastUsd,
            BigDecimal leftTodayUsd) {

        static Line of(Campaign campaign, CampaignCosts.Today today) {
            return new Line(
                    campaign.id().value(),
                    campaign.agentName(),
                    campaign.goal(),
                    campaign.status(),
                    campaign.dailyBudgetUsd(),
                    campaign.version().value(),
                    today.spent(),
                    today.reserved(),
                    today.forecast(),
                    today.left());
        }
    }

    /**
     * What became of a campaign file; {@code created} is false when it continues a campaign.
     *
     * @param payments of a rehearsal that would order payments: what would become of each
     * @param notices what is not done, though somebody may expect it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Taken(
            UUID id,
            String agent,
            String goal,
            CampaignStatus status,
            boolean created,
            @Nullable List<Foretold> payments,
            @Nullable List<Notice> notices) {

        static Taken of(CampaignDesk.Intake intake, List<PaymentForecast> forecast) {
            List<Foretold> payments = forecast.stream().map(Foretold::of).toList();
            return new Taken(
                    intake.id().value(),
                    intake.agent(),
                    intake.goal(),
                    intake.status(),
                    intake.created(),
                    payments.isEmpty() ? null : payments,
                    intake.notAgain().isEmpty()
                            ? null
                            : intake.notAgain().stream().map(Notice::notAgain).toList());
        }
    }

    record Notice(String code, String message) {

        static Notice notAgain(PaymentOrder order) {
            return new Notice(
                    "NOT_PAID_AGAIN",
                    order.amount() + " " + order.asset() + " to " + order.to()
                            + " was ordered before, with another memo; to pay it once more, name it once more");
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Foretold(
            String to,
            String asset,
            String amount,
            String network,
            @Nullable String memo,
            PaymentForecast.Outcome outcome,
            @Nullable String why) {

        static Foretold of(PaymentForecast forecast) {
            PaymentOrder order = forecast.order();
            return new Foretold(
                    order.to().value(),
                    order.asset(),
                    order.amount(),
                    forecast.network().label(),
                    order.memo(),
                    forecast.outcome(),
                    forecast.why());
        }
    }

    record Deleted(UUID id, boolean deleted) {}

    private final CampaignStore campaigns;
    private final CampaignDesk desk;
    private final CampaignCosts costs;
    private final PaymentBudget budget;
    private final Assets assets;

    private final Secrets secrets;

    CampaignEndpoint(
            CampaignStore campaigns,
            CampaignDesk desk,
            CampaignCosts costs,
            PaymentBudget budget,
            Assets assets,
            Secrets secrets) {
        this.campaigns = campaigns;
        this.desk = desk;
        this.costs = costs;
        this.budget = budget;
        this.assets = assets;
        this.secrets = secrets;
    }

    /** The body is taken as bytes because it has to be parsed more strictly than other bodies: it holds an amount. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Taken take(@RequestBody byte[] body, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        IntakeRequest request = IntakeRequest.read(body, assets);
        // Said at once, although nothing is resolved before it is used.
        request.file()
                .secrets()
                .forEach(name -> secrets.requireAllowed(caller.tenant().value(), name));
        CampaignDesk.Intake intake = desk.take(caller, request);
        return Taken.of(
                intake,
                budget.hold(caller.tenant(), intake.forecast(), request.file().dailyBudgetUsd(), intake.rehearsed()));
    }

    @GetMapping
    Listing list(Caller.Person caller) {
        return new Listing(lines(caller, campaigns.list(caller.tenant())));
    }

    private List<Line> lines(Caller.Person caller, List<Campaign> listed) {
        Map<CampaignId, CampaignCosts.Today> today = costs.today(caller.tenant(), listed);
        return listed.stream()
                .map(campaign -> Line.of(campaign, Objects.requireNonNull(today.get(campaign.id()))))
                .toList();
    }

    @PostMapping("/{id}/pause")
    Line pause(@PathVariable String id, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        return lines(caller, List.of(desk.pause(caller, parse(id)))).getFirst();
    }

    @PostMapping("/{id}/resume")
    Line resume(@PathVariable String id, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        return lines(caller, List.of(desk.resume(caller, parse(id)))).getFirst();
    }

    @DeleteMapping("/{id}")
    Deleted delete(@PathVariable String id, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        CampaignId campaign = parse(id);
        desk.forgetRehearsal(caller.tenant(), campaign);
        return new Deleted(campaign.value(), true);
    }

    private static CampaignId parse(String id) {
        try {
            return CampaignId.parse(id);
        } catch (IllegalArgumentException e) {
            throw CampaignDesk.unknown(id);
        }
    }
}
