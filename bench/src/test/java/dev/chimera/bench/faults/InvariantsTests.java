package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A judge that finds nothing in a doctored history would find nothing in a real one. */
class InvariantsTests {

    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID TASK = UUID.randomUUID();
    private static final UUID EFFECT = UUID.randomUUID();
    private static final LedgerEntry ENTRY =
            new LedgerEntry("t1", TENANT, UUID.randomUUID(), EFFECT, "Said once", Instant.EPOCH);

    private JdbcClient jdbc;
    private Ledger ledger;

    /** One campaign with one task, from its plan to its confirmed effect. */
    @BeforeEach
    void writeSoundHistory() {
        String url = SharedServers.fresh().jdbcUrl();
        Flyway.configure().dataSource(url, null, null).load().migrate();
        // A history that can't be: whoever forges it has to switch off first what keeps rows as they are.
        jdbc = JdbcClient.create(new DriverManagerDataSource(url + "&options=-c%20session_replication_role=replica"));
        ledger = new Ledger(List.of(ENTRY));
        run("INSERT INTO tenants (id, name, api_key_hash) VALUES (:tenant, 'one', repeat('0', 64))");
        run("INSERT INTO users (tenant_id, id, email, role) VALUES (:tenant, :tenant, 'a@localhost', 'OPERATOR')");
        run("INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (:tenant, :tenant, 'A', 'SOUL.md', 'x')");
        run("""
                INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                       posts_wanted, version_id)
                VALUES (:tenant, :tenant, :tenant, :tenant, 'Goal', 'COMPLETED', 1, 1, :tenant)
                """);
        run("""
                INSERT INTO tasks (tenant_id, id, campaign_id, agent_id, type, payload, status, version_id)
                VALUES (:tenant, :task, :tenant, :tenant, 'ENGAGEMENT', '{}', 'COMPLETED', md5('5')::uuid)
                """);
        run("""
                INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by, state,
                                     ready_at, external_id, version_id)
                VALUES (:tenant, :effect, :task, :tenant, 'post_tweet', '{}', repeat('0', 64), 'judge', 'CONFIRMED', now(),
                        't1', :effect)
                """);
        step("TaskPlanned", null, "0");
        step("TaskFreed", "0", "1");
        step("TaskClaimed", "1", "2");
        step("TaskSubmitted", "2", "3");
        step("TaskIntended", "3", "4");
        effectStep("EffectIntended");
        effectStep("EffectSending");
        effectStep("EffectConfirmed");
        step("TaskConfirmed", "4", "5");
    }

    @Test
    void findsNothingInASoundHistory() {
        assertThat(check()).isEmpty();
    }

    @Test
    void findsATaskThatNeverEnded() {
        run("UPDATE tasks SET status = 'PENDING'");
        assertThat(check())
                .anyMatch(violation ->
                        violation.invariant().equals("I1") && violation.detail().contains(TASK.toString()));
    }

    @Test
    void findsATaskThatIsGone() {
        run("DELETE FROM tasks");
        assertThat(check())
                .anyMatch(violation ->
                        violation.invariant().equals("I1") && violation.detail().contains("is gone"));
    }

    @Test
    void findsACampaignThatIsGone() {
        assertThat(Invariants.check(jdbc, ledger, 2))
                .containsExactly(new Violation("I1", "2 campaigns were handed in, 1 are there"));
    }

    @Test
    void findsACampaignThatWasNotPlanned() {
        run("UPDATE campaigns SET posts_wanted = 2");
        assertThat(check()).extracting(Violation::invariant).containsExactly("I1");
    }

    @Test
    void findsAnEffectThatHappenedTwice() {
        ledger = new Ledger(List.of(ENTRY, new LedgerEntry("t2", TENANT, TENANT, EFFECT, "Said twice", Instant.EPOCH)));
        assertThat(check()).containsExactly(new Violation("I2", "effect " + EFFECT + " is in the ledger as [t1, t2]"));
    }

    @Test
    void findsATransitionThatIsNoEdge() {
        run("DELETE FROM audit_log WHERE event = 'TaskSubmitted'");
        assertThat(check())
                .anyMatch(violation -> violation.invariant().equals("I3")
                        && violation.detail().contains("had TaskIntended while it was IN_PROGRESS"));
    }

    @Test
    void findsAVersionThatWasLeftTwice() {
        run("UPDATE audit_log SET from_version = md5('3')::uuid WHERE event = 'TaskConfirmed'");
        assertThat(check())
                .anyMatch(violation ->
                        violation.invariant().equals("I3") && violation.detail().contains("more than once"));
    }

    @Test
    void findsAStepThatDoesNotFollowTheLast() {
        run("UPDATE audit_log SET from_version = md5('7')::uuid WHERE event = 'TaskConfirmed'");
        assertThat(check())
                .anyMatch(violation ->
                        violation.invariant().equals("I3") && violation.detail().contains("had led to"));
    }

    @Test
    void findsAChangeThatNoRowTellsOf() {
        run("UPDATE tasks SET version_id = md5('7')::uuid");
        assertThat(check()).extracting(Violation::invariant).containsExactly("I3");
    }

    @Test
    void findsAConfirmationOfNothing() {
        ledger = new Ledger(List.of());
        assertThat(check())
                .containsExactly(new Violation("I4", "effect " + EFFECT + " is CONFIRMED and not in the ledger"));
    }

    @Test
    void findsACallThatNobodyIntended() {
        UUID stranger = UUID.randomUUID();
        ledger = new Ledger(
                List.of(ENTRY, new LedgerEntry("t2", TENANT, TENANT, stranger, "Who said that?", Instant.EPOCH)));
        assertThat(check())
                .containsExactly(
                        new Violation("I4", "effect " + stranger + " is in the ledger, and nobody intended it"));
    }

    @Test
    void findsAnEffectThatFailedAndHappened() {
        run("UPDATE effects SET state = 'FAILED', error_code = 'REJECTED'");
        assertThat(check()).extracting(Violation::invariant).containsExactly("I5");
    }

    @Test
    void findsAnEffectThatIsStillOnItsWay() {
        run("UPDATE effects SET state = 'INTENDED'");
        assertThat(check()).extracting(Violation::invariant).containsExactly("I5");
    }

    @Test
    void findsADoubtfulEffectThatWasSentAgain() {
        effectStep("EffectUnknown");
        effectStep("EffectSending");
        assertThat(check())
                .containsExactly(
                        new Violation("I5", "effect " + EFFECT + " was sent although its state was EffectUnknown"));
    }

    @Test
    void findsMoneyThatNoEntryTellsOf() {
        run("INSERT INTO budget_days VALUES (:tenant, :tenant, '2026-11-24', 0, 0.20)");
        assertThat(check()).extracting(Violation::invariant).containsExactly("I7");
    }

    @Test
    void takesABudgetThatWasRaisedForAReasonToSend() {
        run("DELETE FROM audit_log WHERE event IN ('EffectSending', 'EffectConfirmed')");
        effectStep("EffectPostponed");
        effectStep("EffectAdvanced");
        effectStep("EffectSending");
        effectStep("EffectConfirmed");
        assertThat(check()).isEmpty();
    }

    @Test
    void takesARefusalThatSaidNothingHappenedForAReasonToSendAgain() {
        run("DELETE FROM audit_log WHERE event = 'EffectConfirmed'");
        effectStep("EffectPostponed");
        effectStep("EffectSending");
        effectStep("EffectConfirmed");
        assertThat(check()).isEmpty();
    }

    private List<Violation> check() {
        return Invariants.check(jdbc, ledger, 1);
    }

    private void run(String sql) {
        jdbc.sql(sql)
                .param("tenant", TENANT)
                .param("task", TASK)
                .param("effect", EFFECT)
                .update();
    }

    private void step(String event, @Nullable String from, String to) {
        jdbc.sql("""
                        INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version)
                        VALUES (:tenant, 'test', :event, :task, :tenant, md5(CAST(:from AS text))::uuid, md5(:to)::uuid)
                        """)
                .param("tenant", TENANT)
                .param("event", event)
                .param("task", TASK)
                .param("from", from)
                .param("to", to)
                .update();
    }

    private void effectStep(String event) {
        jdbc.sql("""
                        INSERT INTO audit_log (tenant_id, actor, event, task_id, evidence)
                        VALUES (:tenant, 'test', :event, :task, jsonb_build_object('effect_id', :effect::uuid))
                        """)
                .param("tenant", TENANT)
                .param("event", event)
                .param("task", TASK)
                .param("effect", EFFECT)
                .update();
    }
}
