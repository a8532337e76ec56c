package dev.chimera.testing;

import dev.chimera.campaign.CampaignId;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.EvmAddress;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An agent with a wallet, in a tenant of its own, and the campaign file that says what it pays. */
public final class PayingAgent {

    private static final String SOUL = """
            ---
            name: Test
            voice: plain
            values: []
            topics: [testing]
            hashtags: []
            avoid: []
            ---
            Somebody who pays.
            """;

    private final TestServer server;
    private final TestServer.Tenant tenant;
    private final String name = "Payer " + UUID.randomUUID();
    private final ObjectNode file = JsonNodeFactory.instance.objectNode();
    private final ObjectNode wallet;
    private final ArrayNode payments;
    private @Nullable CampaignId campaign;

    /** @param key the variable that holds the key */
    public PayingAgent(TestServer server, TestServer.Tenant tenant, String key) {
        this.server = server;
        this.tenant = tenant;
        ObjectNode agent = file.putObject("agent").put("name", name).put("soul", "SOUL.md");
        this.wallet = agent.putObject("wallet").put("key", "env:" + key).put("network", "base-sepolia");
        wallet.putArray("allow");
        wallet.putObject("limits");
        ObjectNode content = file.putObject("campaign")
                .put("goal", "Pay for tests")
                .put("daily_budget_usd", "5.00")
                .put("posts", 0);
        this.payments = content.putArray("payments");
    }

    public PayingAgent key(String key) {
        wallet.put("key", "env:" + key);
        return this;
    }

    /** Another goal is another campaign of the same agent, or its owner has to say which. */
    public PayingAgent goal(String goal) {
        ((ObjectNode) file.path("campaign")).put("goal", goal);
        return this;
    }

    public PayingAgent allow(EvmAddress... recipients) {
        ArrayNode allow = wallet.putArray("allow");
        List.of(recipients).forEach(recipient -> allow.add(recipient.value()));
        return this;
    }

    /** @param autoApprove what needs no person */
    public PayingAgent limit(String asset, String maxPayment, String windowTotal, int windowCount, String autoApprove) {
        ((ObjectNode) wallet.path("limits"))
                .putObject(asset)
                .put("max_payment", maxPayment)
                .put("window_hours", 24)
                .put("window_total", windowTotal)
                .put("window_count", windowCount)
                .put("auto_approve", autoApprove);
        return this;
    }

    public PayingAgent order(EvmAddress to, String asset, String amount) {
        payments.addObject().put("to", to.value()).put("asset", asset).put("amount", amount);
        return this;
    }

    public PayingAgent order(String to, String asset, String amount, @Nullable String reason) {
        payments.addObject()
                .put("to", to)
                .put("asset", asset)
                .put("amount", amount)
                .put("reason", reason);
        return this;
    }

    public PayingAgent orderNothing() {
        payments.removeAll();
        return this;
    }

    public TestServer.Reply offer() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("file", file);
        body.put("soul", SOUL);
        body.putArray("sources");
        return server.post(tenant.operator(), "/v1/campaigns", body.toString());
    }

    /** Hands the file in, which has to be taken. */
    public PayingAgent handIn() {
        TestServer.Reply reply = offer();
        if (reply.status() >= 300) {
            throw new IllegalStateException(
                    "the file was not taken: " + reply.raw().body());
        }
        campaign = new CampaignId(UUID.fromString(reply.json().path("id").stringValue()));
        return this;
    }

    public ObjectNode wallet() {
        return wallet;
    }

    public TestServer.Tenant tenant() {
        return tenant;
    }

    public Caller.Person moderator() {
        return tenant.moderator();
    }

    public CampaignId campaign() {
        if (campaign == null) {
            throw new IllegalStateException("the file was not handed in");
        }
        return campaign;
    }

    public UUID id() {
        return server.jdbc()
                .sql("SELECT id FROM agents WHERE tenant_id = ? AND name = ?")
                .params(tenant.id().value(), name)
                .query(UUID.class)
                .single();
    }

    /** The agent's own API key. */
    public String apiKey() {
        String path = "/v1/agents/" + name.replace(" ", "%20") + "/key";
        return server.post(tenant.operator(), path).json().path("api_key").stringValue();
    }

    /** An OPERATOR's own TRANSACTION task; returns the answer, which names it. */
    public TestServer.Reply submit(Caller.Person by, EvmAddress to, String asset, String amount) {
        ObjectNode task = JsonNodeFactory.instance
                .objectNode()
                .put("task_id", UUID.randomUUID().toString())
                .put("parent_goal_id", campaign().toString())
                .put("type", "TRANSACTION")
                .put("status", "PENDING");
        task.putObject("payload").put("to", to.value()).put("asset", asset).put("amount", amount);
        return server.post(by, "/v1/tasks", task.toString());
    }

    /** {@code STATUS CODE} of every TRANSACTION task of the campaign, the first planned first. */
    public List<String> tasks() {
        return server.jdbc()
                .sql("""
                        SELECT concat_ws(' ', status, error_code) FROM tasks
                        WHERE tenant_id = ? AND campaign_id = ? AND type = 'TRANSACTION' ORDER BY created_at, id
                        """)
                .params(tenant.id().value(), campaign().value())
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** {@code STATE CODE} of every effect, the first first. */
    public List<String> effects() {
        return server.jdbc()
                .sql("""
                        SELECT concat_ws(' ', e.state, e.error_code) FROM effects e
                        JOIN tasks t ON t.tenant_id = e.tenant_id AND t.id = e.task_id
                        WHERE t.tenant_id = ? AND t.campaign_id = ? ORDER BY e.created_at, e.id
                        """)
                .params(tenant.id().value(), campaign().value())
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** {@code STATE CODE} of every payment, the first first. */
    public List<String> payments() {
        return server.jdbc()
                .sql("""
                        SELECT concat_ws(' ', p.state, p.error_code) FROM payments p
                        JOIN wallets w ON w.tenant_id = p.tenant_id AND w.id = p.wallet_id
                        WHERE w.tenant_id = ? AND w.agent_id = ? ORDER BY p.created_at, p.id
                        """)
                .params(tenant.id().value(), id())
                .query((row, number) -> row.getString(1))
                .list();
    }

    /** The names of the audit log's rows of this tenant. */
    public List<String> audited() {
        return server.audited(tenant);
    }

    public void awaitTasks(String... expected) {
        Awaitility.await("tasks are " + List.of(expected))
                .atMost(TestCampaign.SOON.multipliedBy(2))
                .until(this::tasks, List.of(expected)::equals);
    }

    public void awaitEffects(String... expected) {
        Awaitility.await("effects are " + List.of(expected))
                .atMost(TestCampaign.SOON.multipliedBy(2))
                .until(this::effects, List.of(expected)::equals);
    }

    /** What waits is due at once, as if the time that it waits for had passed. */
    public void letTheWaitPass() {
        server.jdbc()
                .sql("UPDATE effects SET ready_at = now() WHERE tenant_id = ? AND state = 'INTENDED'")
                .param(tenant.id().value())
                .update();
    }

    /** The reviews that are open, once there is one. */
    public JsonNode awaitReview() {
        return Awaitility.await("a review")
                .atMost(TestCampaign.SOON.multipliedBy(2))
                .until(
                        () -> server.get(tenant.moderator(), "/v1/reviews")
                                .json()
                                .path("reviews"),
                        reviews -> !reviews.isEmpty())
                .path(0);
    }

    public TestServer.Reply approve(Caller.Person by, JsonNode review) {
        return server.post(by, "/v1/reviews/" + review.path("id").stringValue() + "/approve");
    }

    public TestServer.Reply reject(Caller.Person by, JsonNode review) {
        return server.post(
                by, "/v1/reviews/" + review.path("id").stringValue() + "/reject", "{\"reason\":\"not now\"}");
    }
}
