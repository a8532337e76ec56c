package dev.chimera.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

/** What the database itself refuses to store, and what the check of the books finds. */
class LedgerRulesTests {

    private static final TestServer SERVER = TestServer.shared();

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final Task task = campaign.planOne(TaskType.CONTENT_GEN);

    @BeforeEach
    void reserve() {
        SERVER.bean(Ledger.class)
                .reserve(
                        new Payer(campaign.tenant(), campaign.id(), task.id(), null),
                        new Purpose.OfModelCall(UUID.randomUUID()),
                        List.of(Charge.of(ChargeKind.MODEL, Usd.of("0.10"), "tokens")),
                        "test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE budget_days SET reserved_usd = -0.000001",
                "UPDATE budget_days SET spent_usd = -0.000001",
                "UPDATE ledger_entries SET reserved_usd = -0.000001",
                "UPDATE ledger_entries SET state = 'SETTLED'",
                "UPDATE ledger_entries SET settled_usd = 0.1",
                "UPDATE ledger_entries SET kind = 'POST'",
                "UPDATE ledger_entries SET kind = 'BRIBE'",
                "DELETE FROM tasks",
                "DELETE FROM budget_days",
                "UPDATE effects SET reserved_usd = -1"
            })
    void storesNothingThatMustNeverBe(String statement) {
        SERVER.jdbc()
                .sql("""
                        INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by,
                                             state, ready_at, version_id)
                        VALUES (?, ?, ?, ?, 'post_tweet', '{}', md5(?) || md5(?), 'test', 'INTENDED', 'infinity',
                                gen_random_uuid())
                        """)
                .params(
                        campaign.tenant().value(),
                        UUID.randomUUID(),
                        task.id().value(),
                        campaign.agent().value(),
                        statement,
                        statement)
                .update();
        assertThatThrownBy(() -> SERVER.jdbc()
                        .sql(statement + " WHERE tenant_id = ?")
                        .param(campaign.tenant().value())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    /** A check that finds nothing in cooked books would find nothing in real ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE budget_days SET reserved_usd = reserved_usd + 0.000001",
                "UPDATE budget_days SET spent_usd = spent_usd + 0.000001",
                "UPDATE ledger_entries SET reserved_usd = reserved_usd + 0.000001",
                "UPDATE ledger_entries SET state = 'RELEASED'"
            })
    void findsBooksThatWereCooked(String statement) {
        SERVER.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            status.setRollbackOnly();
            SERVER.jdbc()
                    .sql(statement + " WHERE tenant_id = ?")
                    .param(campaign.tenant().value())
                    .update();
            assertThat(Balance.violations(SERVER.jdbc()))
                    .singleElement()
                    .asString()
                    .startsWith("campaign " + campaign.id());
        });
    }
}
