package dev.chimera.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.effect.EffectStore;
import dev.chimera.embedded.SharedServers;
import dev.chimera.review.Question;
import dev.chimera.review.ReviewStore;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Today;
import dev.chimera.wallet.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people are shown of money, over HTTP. */
class OverviewTests {

    private static final TestServer SERVER =
            TestServer.start(SharedServers.fresh(), "api", "chimera.budget.prices.ETH=3000");

    /** With a budget of $1 a day. */
    private final TestCampaign campaign = TestCampaign.on(SERVER).onX().withWallet(Network.BASE_MAINNET);

    private final Ledger ledger = SERVER.bean(Ledger.class);

    @BeforeEach
    void doNotRunIntoTomorrow() {
        Today.isLongEnough(SERVER.jdbc());
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private Purpose reserved(Task task, String usd) {
        Purpose call = new Purpose.OfModelCall(UUID.randomUUID());
        ledger.reserve(
                new Payer(campaign.tenant(), campaign.id(), task.id(), null),
                call,
                List.of(Charge.of(ChargeKind.MODEL, Usd.of(usd), "tokens")),
                "test");
        return call;
    }

    private Task intended(Proposal proposal) {
        Task task = campaign.planOne(TaskType.ENGAGEMENT);
        SERVER.bean(EffectStore.class)
                .intend(List.of(new EffectStore.Intent(
                        task, proposal.tool(), proposal.arguments(), proposal.hashFor(task.agent()), "test")));
        return task;
    }

    private static Proposal post(String text) {
        return new Proposal("post_tweet", TestCampaign.payload().put("text", text));
    }

    private static Proposal transfer(String asset, String amount) {
        return new Proposal(
                "transfer",
                TestCampaign.payload()
                        .put("to", TestCampaign.FRIEND.value())
                        .put("asset", asset)
                        .put("amount", amount));
    }

    private JsonNode line() {
        return SERVER.get(campaign.operator(), "/v1/campaigns")
                .json()
                .path("campaigns")
                .path(0);
    }

    private Map<String, String> money(JsonNode line) {
        return Map.of(
                "spent", usd(line.path("spent_today_usd")),
                "reserved", usd(line.path("reserved_usd")),
                "forecast", usd(line.path("forecast_usd")),
                "left", usd(line.path("left_today_usd")));
    }

    private static String usd(JsonNode amount) {
        return amount.isNull() ? "unknown" : new Usd(amount.decimalValue()).toString();
    }

    @Test
    void showsWhatIsSpentReservedToComeAndLeft() {
        Task task = campaign.planOne(TaskType.CONTENT_GEN);
        Purpose call = reserved(task, "0.30");
        ledger.settle(campaign.tenant(), call, List.of(Charge.of(ChargeKind.MODEL, Usd.of("0.25"), "tokens")), "test");
        reserved(task, "0.10");
        intended(post("Cold brew is back."));
        intended(post("Cold brew is back: https://example.com"));
        intended(transfer("USDC", "0.5"));
        assertThat(money(line()))
                .isEqualTo(Map.of("spent", "$0.25", "reserved", "$0.10", "forecast", "$0.865", "left", "$0.65"));
    }

    @Test
    void doesNotSayWhatIsToComeWhenAPriceIsMissing() {
        intended(post("Cold brew is back."));
        intended(transfer("EURC", "1"));
        assertThat(money(line()))
                .isEqualTo(Map.of("spent", "$0.00", "reserved", "$0.00", "forecast", "unknown", "left", "$1.00"));
    }

    @Test
    void listsDaysAndEntriesOfOneCampaign() {
        Task task = campaign.planOne(TaskType.CONTENT_GEN);
        reserved(task, "0.30");
        campaign.letADayPass();
        Purpose call = reserved(task, "0.20");
        ledger.settle(campaign.tenant(), call, List.of(Charge.of(ChargeKind.MODEL, Usd.of("0.15"), "tokens")), "test");
        JsonNode listing = SERVER.get(campaign.moderator(), "/v1/budget?campaign=" + campaign.id())
                .json();
        assertThat(listing.path("days").valueStream())
                .extracting(day -> usd(day.path("spent_usd")) + " " + usd(day.path("reserved_usd")) + " "
                        + usd(day.path("daily_budget_usd")))
                .containsExactly("$0.15 $0.00 $1.00", "$0.00 $0.30 $1.00");
        assertThat(listing.path("entries").valueStream())
                .extracting(entry -> entry.path("state").asString() + " " + usd(entry.path("reserved_usd")) + " "
                        + usd(entry.path("spent_usd")))
                .containsExactly("SETTLED $0.20 $0.15", "RESERVED $0.30 unknown");
        assertThat(SERVER.get(campaign.moderator(), "/v1/budget").json()).isEqualTo(listing);
    }

    @Test
    void showsNobodyElsesMoney() {
        reserved(campaign.planOne(TaskType.CONTENT_GEN), "0.30");
        TestCampaign stranger = TestCampaign.on(SERVER);
        assertThat(SERVER.get(stranger.operator(), "/v1/budget").json().path("days"))
                .isEmpty();
        assertThat(SERVER.get(stranger.operator(), "/v1/budget?campaign=" + campaign.id())
                        .code())
                .isEqualTo("CAMPAIGN_UNKNOWN");
        assertThat(SERVER.get(stranger.operator(), "/v1/budget?campaign=nonsense")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void saysWhatAProposalWouldCostBeforeAPersonApprovesIt() {
        Task task = campaign.planOne(TaskType.ENGAGEMENT);
        Proposal proposal = post("Cold brew is back: https://example.com");
        SERVER.bean(ReviewStore.class)
                .open(List.of(new Question(
                        task,
                        Question.Kind.PROPOSAL,
                        proposal,
                        proposal.hashFor(task.agent()),
                        0.8,
                        "it is not sure",
                        null,
                        Duration.ofDays(1))));
        for (String path : List.of("/v1/reviews", "/v1/report?campaign=" + campaign.id())) {
            JsonNode review = SERVER.get(campaign.moderator(), path)
                    .json()
                    .path("reviews")
                    .path(0);
            assertThat(usd(review.path("cost_usd"))).as(path).isEqualTo("$0.20");
            assertThat(review.path("cost_why").asString()).as(path).isEqualTo("because of the link");
        }
    }

    @Test
    void saysWhyAPostIsNotSentYet() {
        Task waiting = intended(post("Cold brew is back."));
        SERVER.jdbc().sql("""
                        UPDATE effects SET error_code = 'BUDGET_EXHAUSTED', error_message = 'waits for tomorrow''s budget'
                        WHERE task_id = ?
                        """).param(waiting.id().value()).update();
        intended(post("And again."));
        JsonNode scheduled = SERVER.get(campaign.operator(), "/v1/report?campaign=" + campaign.id())
                .json()
                .path("scheduled");
        assertThat(scheduled.valueStream())
                .extracting(post -> post.path("text").asString() + " " + post.path("reason"))
                .containsExactlyInAnyOrder("Cold brew is back. \"waits for tomorrow's budget\"", "And again. null");
    }
}
