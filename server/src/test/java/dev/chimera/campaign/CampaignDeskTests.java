package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.persona.Agent;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.AgentName;
import dev.chimera.persona.AgentStore;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

class CampaignDeskTests {

    private static final String NAME = "Maya Roast";
    private static final String GOAL = "Launch our cold brew";

    private final TestServer server = TestServer.shared();
    private final TestServer.Tenant tenant = server.newTenant();
    private final CampaignDesk desk = server.bean(CampaignDesk.class);
    private final CampaignStore campaigns = server.bean(CampaignStore.class);
    private final AgentStore agents = server.bean(AgentStore.class);

    @Test
    void startsOneCampaignForManyThatHandItInAtOnce() throws Exception {
        int callers = 24;
        CyclicBarrier together = new CyclicBarrier(callers);
        List<CampaignDesk.Intake> intakes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CampaignDesk.Intake>> running = new ArrayList<>();
            for (int n = 0; n < callers; n++) {
                // Different numbers of posts, so that the later ones continue it, too.
                IntakeRequest request =
                        new IntakeDocument(NAME, GOAL).posts(1 + n).request();
                running.add(threads.submit(() -> {
                    together.await();
                    return desk.take(tenant.operator(), request);
                }));
            }
            for (Future<CampaignDesk.Intake> each : running) {
                intakes.add(each.get());
            }
        }
        assertThat(intakes)
                .extracting(CampaignDesk.Intake::id)
                .containsOnly(intakes.getFirst().id());
        assertThat(intakes).filteredOn(CampaignDesk.Intake::created).hasSize(1);
        assertThat(campaigns.list(tenant.id())).hasSize(1);
        assertThat(campaigns.sources(tenant.id(), intakes.getFirst().id())).hasSize(1);
        assertThat(server.audited(tenant)).filteredOn("AgentCreated"::equals).hasSize(1);
        assertThat(server.audited(tenant)).filteredOn("CampaignStarted"::equals).hasSize(1);
        assertThat(server.audited(tenant))
                .filteredOn("CampaignContinued"::equals)
                .hasSize(callers - 1);
    }

    @Test
    void rehearsesAndClearsAwayWhileOthersComeAndGo() throws InterruptedException, ExecutionException {
        int callers = 12;
        CyclicBarrier together = new CyclicBarrier(callers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int n = 0; n < callers; n++) {
                IntakeRequest rehearsal =
                        new IntakeDocument(NAME, GOAL).dryRun().request();
                running.add(threads.submit(() -> {
                    together.await();
                    for (int round = 0; round < 5; round++) {
                        CampaignId id = desk.take(tenant.operator(), rehearsal).id();
                        desk.forgetRehearsal(tenant.id(), id);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(agents.find(tenant.id(), new AgentName(NAME))).isEmpty();
        assertThat(server.audited(tenant)).isEmpty();
    }

    /** Whoever adds a task locks its campaign first, then its agent. */
    @Test
    void clearsAwayARehearsalThatSomebodyIsAddingATaskTo() {
        CampaignId rehearsal = take(new IntakeDocument(NAME, GOAL).dryRun());
        UUID agent = agent().id().value();
        assertThat(whileSomebodyHolds(
                        rehearsal,
                        () -> desk.forgetRehearsal(tenant.id(), rehearsal),
                        "DELETE FROM campaigns",
                        () -> hold("agents", agent, "KEY SHARE")))
                .succeedsWithin(Duration.ofSeconds(30));
        assertThat(campaigns.find(tenant.id(), rehearsal)).isEmpty();
        assertThat(agents.find(tenant.id(), new AgentName(NAME))).isEmpty();
    }

    /** The Planner, say, which stores its tasks when it has marked the campaign as planned. */
    @Test
    void continuesACampaignThatSomebodyIsAddingATaskTo() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        UUID agent = agent().id().value();
        assertThat(whileSomebodyHolds(
                        id,
                        () -> take(new IntakeDocument(NAME, GOAL).posts(9)),
                        "WITH continued",
                        () -> hold("agents", agent, "KEY SHARE")))
                .succeedsWithin(Duration.ofSeconds(30));
        assertThat(campaign(id).postsWanted()).isEqualTo(9);
    }

    /** Whoever settles a payment comes to the wallet last, with what belongs to the campaign in hand. */
    @Test
    void setsAWalletWhenItHasTheCampaign() {
        EvmAddress shop = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        PayingAgent payer = new PayingAgent(server, tenant, "KEY_OF_THE_TEST")
                .allow(shop)
                .limit("ETH", "1", "1", 9, "1")
                .order(shop, "ETH", "0.1")
                .handIn();
        UUID wallet = server.jdbc()
                .sql("SELECT id FROM wallets WHERE tenant_id = ?")
                .param(tenant.id().value())
                .query(UUID.class)
                .single();
        assertThat(whileSomebodyHolds(
                        payer.campaign(),
                        () -> payer.limit("ETH", "2", "2", 9, "1")
                                .order(shop, "ETH", "0.2")
                                .handIn(),
                        "WITH continued",
                        () -> hold("wallets", wallet, "UPDATE")))
                .succeedsWithin(Duration.ofSeconds(30));
        assertThat(server.audited(tenant)).filteredOn("WalletPolicySet"::equals).hasSize(2);
    }

    /**
     * Holds the campaign, lets something happen that waits for it in a statement that begins so, and then takes what comes
     * after the campaign, at once or not at all.
     */
    private CompletableFuture<Void> whileSomebodyHolds(
            CampaignId campaign, Runnable happens, String statement, Runnable next) {
        return server.bean(TransactionTemplate.class).execute(status -> {
            hold("campaigns", campaign.value(), "NO KEY UPDATE");
            CompletableFuture<Void> happening = CompletableFuture.runAsync(happens);
            Awaitility.await("it waits for the campaign")
                    .atMost(TestCampaign.SOON)
                    .until(() -> somebodyWaitsIn(statement));
            server.jdbc().sql("SET LOCAL lock_timeout = '500ms'").update();
            next.run();
            return happening;
        });
    }

    private void hold(String table, UUID id, String strength) {
        server.jdbc()
                .sql("SELECT id FROM " + table + " WHERE tenant_id = ? AND id = ? FOR " + strength)
                .params(tenant.id().value(), id)
                .query(UUID.class)
                .single();
    }

    private boolean somebodyWaitsIn(String statement) {
        return server.owner().sql("""
                        SELECT count(*) > 0 FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ? || '%'
                        """).param(statement).query(Boolean.class).single();
    }

    @Test
    void publishesEachChangeAfterItsCommit() {
        List<CampaignStatus> heard = new CopyOnWriteArrayList<>();
        server.listen(CampaignChanged.class, changed -> {
            if (changed.tenant().equals(tenant.id())) {
                // Another thread has another connection, and sees only what was committed.
                heard.add(CompletableFuture.supplyAsync(() -> campaigns
                                .find(changed.tenant(), changed.campaign())
                                .orElseThrow()
                                .status())
                        .join());
            }
        });
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        desk.pause(tenant.operator(), id);
        desk.pause(tenant.operator(), id);
        desk.resume(tenant.operator(), id);
        take(new IntakeDocument(NAME, GOAL));
        assertThat(heard)
                .containsExactly(
                        CampaignStatus.ACTIVE, CampaignStatus.PAUSED, CampaignStatus.ACTIVE, CampaignStatus.ACTIVE);
    }

    @Test
    void continuesWithNewBudgetPostsAndSources() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        VersionId before = campaign(id).version();
        take(new IntakeDocument(NAME, GOAL).posts(5).sources("b.md", "a.md"));
        assertThat(campaign(id).postsWanted()).isEqualTo(5);
        assertThat(campaign(id).dailyBudgetUsd()).isEqualTo(new BigDecimal("5.00"));
        assertThat(campaign(id).version()).isNotEqualTo(before);
        assertThat(campaigns.sources(tenant.id(), id))
                .containsExactly(new Source(0, "b.md", "# b.md", null), new Source(1, "a.md", "# a.md", null));
    }

    @Test
    void keepsWhoseWordsASourceHoldsAndTakesAChangeOfIt() {
        IntakeDocument document = new IntakeDocument(NAME, GOAL).sources("b.xml");
        CampaignId id = take(document);
        assertThat(campaigns.sources(tenant.id(), id)).extracting(Source::own).containsExactly((Boolean) null);
        document.campaign().putArray("sources").addObject().put("from", "b.xml").put("own", true);
        take(document);
        assertThat(campaigns.sources(tenant.id(), id)).extracting(Source::own).containsExactly(true);
    }

    @Test
    void leavesVersionAloneWhenTheSameFileComesAgain() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        Campaign before = campaign(id);
        take(new IntakeDocument(NAME, GOAL));
        assertThat(campaign(id)).isEqualTo(before);
    }

    @Test
    void keepsGoalsAndAgentsAndTenantsApart() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        TestServer.Tenant other = server.newTenant();
        assertThat(take(new IntakeDocument(NAME, GOAL + "!"))).isNotEqualTo(id);
        assertThat(take(new IntakeDocument("Someone Else", GOAL))).isNotEqualTo(id);
        assertThat(desk.take(other.operator(), new IntakeDocument(NAME, GOAL).request())
                        .id())
                .isNotEqualTo(id);
    }

    @Test
    void looksAgainAtCompletedCampaignWhenItsFileIsHandedIn() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        assertThat(campaigns.complete(campaign(id), "planner")).isPresent();
        assertThat(campaign(id).status()).isEqualTo(CampaignStatus.COMPLETED);
        assertThatThrownBy(() -> desk.pause(tenant.operator(), id)).hasMessageStartingWith("CAMPAIGN_COMPLETED");
        assertThat(take(new IntakeDocument(NAME, GOAL))).isEqualTo(id);
        assertThat(campaign(id).status()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(server.audited(tenant)).endsWith("CampaignCompleted", "CampaignContinued");
    }

    @Test
    void letsNobodyWriteWithAnOldVersion() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        Campaign old = campaign(id);
        desk.pause(tenant.operator(), id);
        desk.resume(tenant.operator(), id);
        assertThat(campaigns.complete(old, "planner")).isEmpty();
        assertThat(campaigns.pause(old, "someone")).isEmpty();
        assertThat(campaigns.continueWith(
                        tenant.operator(),
                        old,
                        new IntakeDocument(NAME, GOAL).posts(7).request()))
                .isEmpty();
        assertThat(campaign(id).status()).isEqualTo(CampaignStatus.ACTIVE);
        assertThat(campaign(id).postsWanted()).isEqualTo(3);
        assertThat(server.audited(tenant))
                .containsExactly("AgentCreated", "CampaignStarted", "CampaignPaused", "CampaignResumed");
    }

    @Test
    void pausesInTheEndHoweverManySwitchAtOnce() throws InterruptedException, ExecutionException {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        int callers = 4;
        CyclicBarrier together = new CyclicBarrier(callers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Campaign>> running = new ArrayList<>();
            for (int n = 0; n < callers; n++) {
                running.add(threads.submit(() -> {
                    together.await();
                    return desk.pause(tenant.operator(), id);
                }));
            }
            for (Future<Campaign> each : running) {
                assertThat(each.get().status()).isEqualTo(CampaignStatus.PAUSED);
            }
        }
        assertThat(server.audited(tenant)).filteredOn("CampaignPaused"::equals).hasSize(1);
    }

    @Test
    void rehearsesWithNewSoulAndLeavesTheAgentItsOwn() {
        CampaignId real = take(new IntakeDocument(NAME, GOAL));
        CampaignId rehearsal = take(new IntakeDocument(NAME, GOAL)
                .soul("---\nname: Maya\n---\nanother")
                .dryRun());
        assertThat(rehearsal).isNotEqualTo(real);
        assertThat(campaigns.soul(tenant.id(), rehearsal)).contains("---\nname: Maya\n---\nanother");
        assertThat(campaigns.soul(tenant.id(), real)).contains(IntakeDocument.SOUL);
        desk.forgetRehearsal(tenant.id(), rehearsal);
        assertThat(agent().soul()).isEqualTo(IntakeDocument.SOUL);
        assertThat(server.audited(tenant)).containsExactly("AgentCreated", "CampaignStarted");
    }

    @Test
    void makesRehearsedAgentRealWhenItsFileIsRun() {
        CampaignId rehearsal = take(new IntakeDocument(NAME, GOAL).dryRun());
        AgentId agent = agent().id();
        take(new IntakeDocument(NAME, GOAL).soul("---\nname: Maya\n---\nfinal"));
        desk.forgetRehearsal(tenant.id(), rehearsal);
        assertThat(agent().id()).isEqualTo(agent);
        assertThat(agent().rehearsal()).isFalse();
        assertThat(agent().soul()).isEqualTo("---\nname: Maya\n---\nfinal");
        assertThat(server.audited(tenant)).containsExactly("AgentCreated", "CampaignStarted");
    }

    @Test
    void auditsChangedSoulWithBothDigests() {
        take(new IntakeDocument(NAME, GOAL));
        take(new IntakeDocument(NAME, GOAL).soul("---\nname: Maya\n---\nchanged"));
        assertThat(agent().soul()).isEqualTo("---\nname: Maya\n---\nchanged");
        assertThat(server.audited(tenant)).containsExactly("AgentCreated", "CampaignStarted", "SoulChanged");
        assertThat(server.jdbc()
                        .sql("""
                                SELECT count(*) FROM audit_log
                                WHERE tenant_id = :tenant AND event = 'SoulChanged' AND actor = :actor
                                  AND evidence ->> 'soul_sha256' <> evidence ->> 'soul_sha256_before'
                                """)
                        .param("tenant", tenant.id().value())
                        .param("actor", tenant.operator().actor())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void sweepsRehearsalsThatWereLeftBehind() {
        CampaignId old = take(new IntakeDocument("Left Behind", GOAL).dryRun());
        CampaignId young = take(new IntakeDocument(NAME, GOAL).dryRun());
        CampaignId real = take(new IntakeDocument("Another", GOAL));
        server.jdbc()
                .sql(
                        "UPDATE campaigns SET created_at = now() - interval '61 minutes' WHERE tenant_id = :t AND id <> :young")
                .param("t", tenant.id().value())
                .param("young", young.value())
                .update();
        server.bean(RehearsalSweep.class).sweep();
        assertThat(campaigns.find(tenant.id(), old)).isEmpty();
        assertThat(agents.find(tenant.id(), new AgentName("Left Behind"))).isEmpty();
        assertThat(campaigns.find(tenant.id(), young)).isPresent();
        assertThat(campaigns.find(tenant.id(), real)).isPresent();
    }

    @Test
    void refusesSecondCampaignOfTheSameIdentityInTheDatabaseToo() {
        CampaignId id = take(new IntakeDocument(NAME, GOAL));
        assertThatThrownBy(() -> server.jdbc()
                        .sql("""
                                INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status,
                                                       daily_budget_usd, posts_wanted, version_id)
                                SELECT tenant_id, :fresh, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                       posts_wanted, version_id
                                FROM campaigns WHERE id = :id
                                """)
                        .param("fresh", UUID.randomUUID())
                        .param("id", id.value())
                        .update())
                .isInstanceOf(DuplicateKeyException.class);
    }

    private CampaignId take(IntakeDocument document) {
        return desk.take(tenant.operator(), document.request()).id();
    }

    private Campaign campaign(CampaignId id) {
        return campaigns.find(tenant.id(), id).orElseThrow();
    }

    private Agent agent() {
        return agents.find(tenant.id(), new AgentName(NAME)).orElseThrow();
    }
}
