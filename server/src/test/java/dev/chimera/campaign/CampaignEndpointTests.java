package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CampaignEndpointTests {

    private static final String GOAL = "Launch our cold brew";

    private final TestServer server = TestServer.shared();
    private final TestServer.Tenant tenant = server.newTenant();

    @Test
    void startsCampaignAndContinuesItWhenItsFileComesAgain() {
        Reply first = take(new IntakeDocument("Maya Roast", GOAL));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().propertyNames()).containsExactly("id", "agent", "goal", "status", "created");
        assertThat(first.json().path("agent").asString()).isEqualTo("Maya Roast");
        assertThat(first.json().path("goal").asString()).isEqualTo(GOAL);
        assertThat(first.json().path("status").asString()).isEqualTo("ACTIVE");
        assertThat(first.json().path("created").asBoolean()).isTrue();

        Reply again = take(new IntakeDocument("Maya Roast", GOAL));
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(again.json().path("created").asBoolean()).isFalse();
        assertThat(server.audited(tenant)).containsExactly("AgentCreated", "CampaignStarted");
    }

    /** The one after which the window is full waits; what is over the most of one payment is never paid. */
    @Test
    void foretellsThePaymentsOfARehearsalAndOrdersNone() {
        IntakeDocument file =
                new IntakeDocument("Maya Pays", GOAL).wallet(freshKey()).pays("0.5", "0.50", "4", "6", "0.1");
        JsonNode foretold = take(file.dryRun()).json().path("payments");
        assertThat(foretold.valueStream().map(payment -> payment.path("outcome").asString()))
                .containsExactly("PAID", "PAID", "ASKED", "REFUSED", "LATER");
        assertThat(foretold.path(0).propertyNames()).containsExactly("to", "asset", "amount", "network", "outcome");
        assertThat(foretold.path(2).path("why").asString()).isEqualTo("over the 0.5 USDC that need no person");
        assertThat(foretold.path(3).path("why").asString()).startsWith("6 USDC is more than the 5 USDC");
        assertThat(foretold.path(4).path("why").asString()).contains("0 USDC are left");
        assertThat(rows("wallets")).isZero();
        assertThat(rows("campaign_payments")).isZero();
    }

    @Test
    void foretellsOnlyWhatWasNotOrderedBefore() {
        String key = freshKey();
        take(new IntakeDocument("Maya Pays", GOAL).wallet(key).pays("0.5"));
        JsonNode foretold = take(new IntakeDocument("Maya Pays", GOAL)
                        .wallet(key)
                        .pays("0.5", "0.25")
                        .dryRun())
                .json()
                .path("payments");
        assertThat(foretold.valueStream().map(payment -> payment.path("amount").asString()))
                .containsExactly("0.25");
    }

    private static String freshKey() {
        return "home:maya-" + UUID.randomUUID();
    }

    private long rows(String table) {
        return server.jdbc()
                .sql("SELECT count(*) FROM " + table + " WHERE tenant_id = ?")
                .param(tenant.id().value())
                .query(Long.class)
                .single();
    }

    @Test
    void listsCampaignsAsTheContractSays() {
        String id = idOf(take(new IntakeDocument("Maya Roast", GOAL)));
        take(new IntakeDocument("Maya Roast", "Rehearse").dryRun());
        Reply reply = server.get(tenant.moderator(), "/v1/campaigns");
        assertThat(reply.json().path("campaigns")).hasSize(1);
        JsonNode line = reply.json().path("campaigns").path(0);
        assertThat(line.propertyNames())
                .containsExactly(
                        "id",
                        "agent",
                        "goal",
                        "status",
                        "daily_budget_usd",
                        "version_id",
                        "spent_today_usd",
                        "reserved_usd",
                        "forecast_usd",
                        "left_today_usd");
        assertThat(line.path("id").asString()).isEqualTo(id);
        assertThat(reply.raw().body())
                .contains(
                        "\"daily_budget_usd\":5.00",
                        "\"spent_today_usd\":0.00,\"reserved_usd\":0.00,\"forecast_usd\":0.00,\"left_today_usd\":5.00");
        assertThat(UUID.fromString(line.path("version_id").asString())).isNotNull();
    }

    @Test
    void pausesAndResumes() {
        String id = idOf(take(new IntakeDocument("Maya Roast", GOAL)));
        assertThat(statusOf(server.post(tenant.operator(), "/v1/campaigns/" + id + "/pause")))
                .isEqualTo("PAUSED");
        assertThat(statusOf(server.post(tenant.operator(), "/v1/campaigns/" + id + "/pause")))
                .isEqualTo("PAUSED");
        assertThat(take(new IntakeDocument("Maya Roast", GOAL).posts(9))
                        .json()
                        .path("status")
                        .asString())
                .as("handing the file in again does not resume what a person paused")
                .isEqualTo("PAUSED");
        assertThat(statusOf(server.post(tenant.operator(), "/v1/campaigns/" + id + "/resume")))
                .isEqualTo("ACTIVE");
        assertThat(server.audited(tenant))
                .containsExactly(
                        "AgentCreated", "CampaignStarted", "CampaignPaused", "CampaignContinued", "CampaignResumed");
    }

    @Test
    void refusesEveryWriteOfWhoIsNoOperator() {
        String id = idOf(take(new IntakeDocument("Maya Roast", GOAL)));
        String campaign = "/v1/campaigns/" + id;
        assertThat(server.post(tenant.moderator(), "/v1/campaigns", new IntakeDocument("M", "x").json())
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(server.post(tenant.moderator(), campaign + "/pause").status())
                .isEqualTo(403);
        assertThat(server.post(tenant.moderator(), campaign + "/resume").status())
                .isEqualTo(403);
        assertThat(server.delete(tenant.moderator(), campaign).status()).isEqualTo(403);
    }

    @Test
    void hidesCampaignFromOtherTenants() {
        String id = idOf(take(new IntakeDocument("Maya Roast", GOAL)));
        TestServer.Tenant other = server.newTenant();
        assertThat(server.post(other.operator(), "/v1/campaigns/" + id + "/pause")
                        .code())
                .isEqualTo("CAMPAIGN_UNKNOWN");
        assertThat(server.get(other.operator(), "/v1/campaigns").json().path("campaigns"))
                .isEmpty();
    }

    @Test
    void refusesIdThatNoCampaignHas() {
        assertThat(server.post(tenant.operator(), "/v1/campaigns/" + UUID.randomUUID() + "/pause")
                        .status())
                .isEqualTo(404);
        assertThat(server.post(tenant.operator(), "/v1/campaigns/nonsense/resume")
                        .code())
                .isEqualTo("CAMPAIGN_UNKNOWN");
    }

    @Test
    void storesNothingOfRequestThatIsRefused() {
        assertRefused(new IntakeDocument("Maya Roast", GOAL).soul("no front matter"), "SOUL_INVALID");
        assertRefused(new IntakeDocument("Maya Roast", GOAL).soul("---\u0000"), "SOUL_INVALID");
        assertRefused(
                new IntakeDocument("Maya Roast", GOAL).soul("---" + "x".repeat(IntakeRequest.MAX_SOUL)),
                "SOUL_INVALID");
        assertRefused(new IntakeDocument("Maya Roast", GOAL).posts(0), "INVALID_POSTS");
        assertRefused(new IntakeDocument("Maya Roast", "g".repeat(100 * 1024)), "GOAL_TOO_LONG");

        IntakeDocument withoutSoul = new IntakeDocument("Maya Roast", GOAL);
        withoutSoul.root.remove("soul");
        assertRefused(withoutSoul, "SOUL_NOT_FOUND");

        IntakeDocument misspelled = new IntakeDocument("Maya Roast", GOAL);
        misspelled.root.put("dryrun", true);
        assertRefused(misspelled, "UNKNOWN_KEY");

        IntakeDocument maybe = new IntakeDocument("Maya Roast", GOAL);
        maybe.root.put("dry_run", "yes");
        assertRefused(maybe, "INVALID_CAMPAIGN");

        IntakeDocument unreadable = new IntakeDocument("Maya Roast", GOAL);
        unreadable
                .root
                .putArray("sources")
                .addObject()
                .put("location", "notes.md")
                .put("error", "SOURCE_UNREADABLE: no such file");
        assertRefused(unreadable, "NO_SOURCE_LEFT");

        assertThat(server.get(tenant.operator(), "/v1/agents").json().path("agents"))
                .isEmpty();
        assertThat(server.audited(tenant)).isEmpty();
    }

    @Test
    void refusesBudgetThatOnlyLooksRoundAsDouble() {
        String exact = new IntakeDocument("Maya Roast", GOAL).json().replace("\"5.00\"", "5.00000000000000000001");
        assertThat(server.post(tenant.operator(), "/v1/campaigns", exact).code())
                .isEqualTo("INVALID_BUDGET");
    }

    @Test
    void removesEveryTraceOfDryRun() {
        String id = idOf(take(new IntakeDocument("Only Rehearsing", GOAL).dryRun()));
        assertThat(server.get(tenant.operator(), "/v1/agents").json().path("agents"))
                .isEmpty();
        assertThat(server.delete(tenant.operator(), "/v1/campaigns/" + id).status())
                .isEqualTo(200);
        assertThat(server.delete(tenant.operator(), "/v1/campaigns/" + id).code())
                .isEqualTo("CAMPAIGN_UNKNOWN");
        for (String table : new String[] {"agents", "campaigns", "campaign_sources", "audit_log"}) {
            assertThat(server.jdbc()
                            .sql("SELECT count(*) FROM " + table + " WHERE tenant_id = :tenant")
                            .param("tenant", tenant.id().value())
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void keepsCampaignThatIsNoDryRun() {
        String id = idOf(take(new IntakeDocument("Maya Roast", GOAL)));
        Reply reply = server.delete(tenant.operator(), "/v1/campaigns/" + id);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("NOT_A_DRY_RUN");
    }

    private Reply take(IntakeDocument document) {
        return server.post(tenant.operator(), "/v1/campaigns", document.json());
    }

    private void assertRefused(IntakeDocument document, String code) {
        Reply reply = take(document);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.status()).isEqualTo(400);
    }

    private static String idOf(Reply reply) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.json().path("id").asString();
    }

    private static String statusOf(Reply reply) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        return reply.json().path("status").asString();
    }
}
