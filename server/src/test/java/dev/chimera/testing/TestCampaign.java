package dev.chimera.testing;

import dev.chimera.campaign.CampaignId;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.secret.SecretName;
import dev.chimera.task.NewTask;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskQueries;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.Asset;
import dev.chimera.wallet.Assets;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.Network;
import dev.chimera.wallet.WalletSettings;
import dev.chimera.wallet.WalletStore;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An agent with a campaign, in a tenant of its own, and what tests do with its tasks. */
public final class TestCampaign {

    /** Longer than anything takes here, also where others need the processors: only a test that fails waits so long. */
    public static final Duration SOON = Duration.ofSeconds(60);

    private static final String SOUL = """
            ---
            name: Test
            voice: plain
            values: []
            topics: [testing]
            hashtags: []
            avoid: []
            ---
            Somebody who tests.
            """;

    /** Who is paid in tests. */
    public static final EvmAddress FRIEND = EvmAddress.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private final TestServer server;
    private final TestServer.Tenant tenant;
    private final AgentId agent;
    private final CampaignId id = new CampaignId(UUID.randomUUID());
    private final boolean dryRun;

    private TestCampaign(TestServer server, TestServer.Tenant tenant, boolean dryRun) {
        this(server, tenant, new AgentId(UUID.randomUUID()), dryRun);
    }

    private TestCampaign(TestServer server, TestServer.Tenant tenant, AgentId agent, boolean dryRun) {
        this.server = server;
        this.tenant = tenant;
        this.agent = agent;
        this.dryRun = dryRun;
    }

    /** Another campaign of the same agent. */
    public TestCampaign another() {
        return new TestCampaign(server, tenant, agent, dryRun)
                .storedCampaign("Tell people about other tests", 0, false);
    }

    /** A campaign of another agent of the same tenant. */
    public TestCampaign neighbour() {
        return new TestCampaign(server, tenant, dryRun).stored(0, false);
    }

    /** Planned already as far as the Planner is concerned, so that only the tests make tasks. */
    public static TestCampaign on(TestServer server) {
        return new TestCampaign(server, server.newTenant(), false).stored(0, false);
    }

    /** A rehearsal. */
    public static TestCampaign rehearsalOn(TestServer server) {
        return new TestCampaign(server, server.newTenant(), true).stored(0, false);
    }

    /** Handed in, and not planned yet. */
    public static TestCampaign wanting(int posts, TestServer server) {
        return new TestCampaign(server, server.newTenant(), false).stored(posts, true);
    }

    private TestCampaign stored(int posts, boolean planWanted) {
        jdbc().sql("INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (?, ?, ?, 'SOUL.md', ?)")
                .params(tenant().value(), agent.value(), "Agent " + agent, SOUL)
                .update();
        return storedCampaign("Tell people about tests", posts, planWanted);
    }

    private TestCampaign storedCampaign(String goal, int posts, boolean planWanted) {
        jdbc().sql("""
                        INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                               posts_wanted, dry_run, plan_wanted, version_id)
                        VALUES (?, ?, ?, ?, ?, 'ACTIVE', 1, ?, ?, ?, gen_random_uuid())
                        """)
                .params(
                        tenant().value(),
                        id.value(),
                        operator().user().value(),
                        agent.value(),
                        goal,
                        posts,
                        dryRun,
                        planWanted)
                .update();
        return this;
    }

    /** Gives the agent a wallet that may pay {@link #FRIEND} as much as it likes; nothing when it has one. */
    public TestCampaign withWallet(Network network) {
        WalletStore wallets = server.bean(WalletStore.class);
        if (wallets.find(tenant(), agent).isPresent()) {
            return this;
        }
        BigInteger plenty = BigInteger.TEN.pow(30);
        List<Limit> limits = Stream.of(
                        Assets.ETH,
                        Assets.wellKnown().find(network, "USDC").orElseThrow(),
                        new Asset("EURC", FRIEND, 6))
                .map(asset -> new Limit(asset, plenty, Duration.ofHours(24), plenty, 1_000, plenty))
                .toList();
        String key = "KEY_" + agent.toString().toUpperCase(Locale.ROOT).replace('-', '_');
        server.bean(TransactionTemplate.class)
                .executeWithoutResult(status -> wallets.set(
                        operator(),
                        agent,
                        new WalletSettings(SecretName.parse("env:" + key), network, List.of(FRIEND), limits)));
        return this;
    }

    public TenantId tenant() {
        return tenant.id();
    }

    public AgentId agent() {
        return agent;
    }

    public CampaignId id() {
        return id;
    }

    public Caller.Person operator() {
        return tenant.operator();
    }

    public Caller.Person moderator() {
        return tenant.moderator();
    }

    public JdbcClient jdbc() {
        return server.jdbc();
    }

    /** A task that nobody has planned yet. */
    public NewTask newTask(TaskType type, TaskId... dependsOn) {
        return newTask(type, payload(), dependsOn);
    }

    public NewTask newTask(TaskType type, ObjectNode payload, TaskId... dependsOn) {
        TaskId fresh = new TaskId(UUID.randomUUID());
        return new NewTask(tenant(), fresh, id, agent, type, payload, null, null, List.of(dependsOn), null, dryRun);
    }

    public static ObjectNode payload() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Plans tasks, and gives them back as they now stand, in the same order. */
    public List<Task> plan(NewTask... tasks) {
        server.bean(TaskStore.class).plan(List.of(tasks), "test");
        return Stream.of(tasks).map(task -> task(task.id())).toList();
    }

    /** Plans one task that waits for nothing. */
    public Task planOne(TaskType type) {
        return plan(newTask(type)).getFirst();
    }

    /** Plans a number of tasks that wait for nothing, and returns them, claimable. */
    public List<Task> planMany(TaskType type, int number) {
        return server.bean(TaskStore.class)
                .plan(Stream.generate(() -> newTask(type)).limit(number).toList(), "test");
    }

    public Task task(TaskId task) {
        return server.bean(TaskQueries.class).find(tenant(), task).orElseThrow();
    }

    /** Waits, within a bound, until the task is in this status. */
    public Task await(TaskId task, TaskStatus status) {
        return Awaitility.await("task " + task + " is " + status)
                .atMost(SOON)
                .until(() -> task(task), found -> found.status() == status);
    }

    public VersionId version() {
        return new VersionId(jdbc().sql("SELECT version_id FROM campaigns WHERE id = ?")
                .param(id.value())
                .query(UUID.class)
                .single());
    }

    /** As an operator's change would: another status, another version. */
    public void become(String status) {
        jdbc().sql("UPDATE campaigns SET status = ?, version_id = gen_random_uuid() WHERE id = ?")
                .params(status, id.value())
                .update();
    }

    public String status() {
        return jdbc().sql("SELECT status FROM campaigns WHERE id = ?")
                .param(id.value())
                .query(String.class)
                .single();
    }

    /** From now on the agent posts on X, where every post has a price. */
    public TestCampaign onX() {
        jdbc().sql("UPDATE agents SET twitter = 'x' WHERE id = ?")
                .param(agent.value())
                .update();
        return this;
    }

    /** Runs the campaign's file again with another budget for the day; the one that it begins with is 1. */
    public void runAgainWith(String dailyBudgetUsd) {
        ObjectNode body = payload();
        ObjectNode file = body.putObject("file");
        file.putObject("agent").put("name", "Agent " + agent).put("soul", "SOUL.md");
        file.putObject("campaign")
                .put("goal", "Tell people about tests")
                .put("daily_budget_usd", dailyBudgetUsd)
                .put("posts", 1)
                .putArray("sources")
                .add("notes.md");
        body.put("soul", SOUL);
        body.putArray("sources").addObject().put("location", "notes.md").put("content", "# Notes");
        TestServer.Reply reply = server.post(operator(), "/v1/campaigns", body.toString());
        if (!reply.json().path("id").asString("").equals(id.toString())) {
            throw new IllegalStateException("the file does not continue the campaign: " + reply.json());
        }
    }

    /** As midnight would: what was spent and reserved today was yesterday, and what waited for today is due. */
    public void letADayPass() {
        jdbc().sql("""
                        WITH days AS (UPDATE budget_days SET day = day - 1 WHERE campaign_id = :campaign),
                        entries AS (UPDATE ledger_entries SET day = day - 1 WHERE campaign_id = :campaign)
                        UPDATE effects e SET ready_at = e.ready_at - interval '1 day'
                        FROM tasks t
                        WHERE t.tenant_id = e.tenant_id AND t.id = e.task_id AND t.campaign_id = :campaign
                          AND e.state = 'INTENDED'
                        """).param("campaign", id.value()).update();
    }

    public void pauseAgent() {
        jdbc().sql("UPDATE agents SET paused = true WHERE id = ?")
                .param(agent.value())
                .update();
    }

    /** The events of the audit log about a task, in order. */
    public List<String> trail(TaskId task) {
        return jdbc().sql("SELECT event FROM audit_log WHERE tenant_id = ? AND task_id = ? ORDER BY seq")
                .params(tenant().value(), task.value())
                .query((row, number) -> row.getString("event"))
                .list();
    }

    public long count(String sql, Object... params) {
        return jdbc().sql(sql).params(List.of(params)).query(Long.class).single();
    }
}
