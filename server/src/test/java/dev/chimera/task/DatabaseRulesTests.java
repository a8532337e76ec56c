package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;

/** What must never be is refused by the database, whoever tries to store it. */
class DatabaseRulesTests {

    private static final String EFFECT = """
            INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by, state, ready_at,
                                 version_id)
            SELECT tenant_id, gen_random_uuid(), id, agent_id, 'post_tweet', '{}', encode(sha256(id::text::bytea), 'hex'),
                   'test', 'INTENDED', now(), gen_random_uuid()
            FROM tasks WHERE id = ?
            """;

    private static final String REVIEW = """
            INSERT INTO reviews (tenant_id, id, task_id, task_version, agent_id, kind, tool, arguments,
                                 content_hash, why, expires_at, state)
            SELECT tenant_id, gen_random_uuid(), id, version_id, agent_id, 'PROPOSAL', 'post_tweet', '{}',
                   repeat('0', 64), 'test', 'infinity', 'OPEN'
            FROM tasks WHERE id = ?
            """;

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final UUID task = campaign.planOne(TaskType.ENGAGEMENT).id().value();

    private void refuses(String sql, Object... params) {
        assertThatThrownBy(() -> server.jdbc().sql(sql).params(params).update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    private void stores(String sql, Object... params) {
        assertThat(server.jdbc().sql(sql).params(params).update()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'DONE'",
                "status = 'CANCELLED'",
                "type = 'POST'",
                "payload = '[]'",
                "payload = NULL",
                "constraints = '7'",
                "extra = '\"text\"'",
                "confidence_score = 1.01",
                "confidence_score = -0.01",
                "attempt = -1",
                "crashes = -1",
                "waiting_on = -1",
                "version_id = NULL",
                "current_worker_id = gen_random_uuid()",
                "status = 'REVIEW', waiting_on = 1",
                "status = 'COMPLETED', waiting_on = 1",
                "status = 'FAILED'",
                "error_code = 'POISON'",
                "campaign_id = gen_random_uuid()",
                "agent_id = gen_random_uuid()"
            })
    void refusesATaskWith(String change) {
        refuses("UPDATE tasks SET " + change + " WHERE id = ?", task);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'DONE'",
                "daily_budget_usd = -0.01",
                "posts_wanted = -1",
                "posts_wanted = 1001",
                "goal_text = ''",
                "goal_text = repeat('x', 2001)",
                "version_id = NULL",
                "rehearsal_soul = 'not a rehearsal'"
            })
    void refusesACampaignWith(String change) {
        refuses(
                "UPDATE campaigns SET " + change + " WHERE id = ?",
                campaign.id().value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'SENT'",
                "state = 'SENDING'",
                "state = 'CONFIRMED'",
                "state = 'FAILED'",
                "content_hash = 'ABC'",
                "arguments = NULL"
            })
    void refusesAnEffectWith(String change) {
        stores(EFFECT, task);
        refuses("UPDATE effects SET " + change + " WHERE task_id = ?", task);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'DONE'",
                "state = 'APPROVED'",
                "state = 'REJECTED'",
                "kind = 'GUESS'",
                "score = 1.5",
                "content_hash = 'ABC'",
                "decided_by = gen_random_uuid()"
            })
    void refusesAReviewWith(String change) {
        stores(REVIEW, task);
        refuses("UPDATE reviews SET " + change + " WHERE task_id = ?", task);
    }

    @Test
    void refusesTheApprovalOfWhoeverProposed() {
        stores(REVIEW, task);
        refuses(
                "UPDATE reviews SET state = 'APPROVED', decided_by = ?, proposed_by = ? WHERE task_id = ?",
                campaign.moderator().user().value(),
                campaign.moderator().user().value(),
                task);
    }

    @Test
    void refusesASecondEffectOfOneTask() {
        stores(EFFECT, task);
        refuses(EFFECT, task);
    }

    @Test
    void refusesASecondOpenReviewOfOneTask() {
        stores(REVIEW, task);
        refuses(REVIEW, task);
    }

    @Test
    void refusesTheSamePostTwiceUnlessTheFirstFailed() {
        UUID other = campaign.planOne(TaskType.ENGAGEMENT).id().value();
        stores(EFFECT, task);
        stores(EFFECT, other);
        String same = "UPDATE effects SET content_hash = repeat('a', 64) WHERE task_id = ?";
        stores(same, task);
        refuses(same, other);
        stores("UPDATE effects SET state = 'FAILED', error_code = 'REFUSED' WHERE task_id = ?", task);
        stores(same, other);
    }

    @Test
    void refusesATaskThatWaitsForItself() {
        refuses(
                "INSERT INTO task_dependencies VALUES (?, ?, ?)",
                campaign.tenant().value(),
                task,
                task);
    }

    @Test
    void refusesReferencesAcrossTenants() {
        TestCampaign other = TestCampaign.on(server);
        UUID theirs = other.planOne(TaskType.ENGAGEMENT).id().value();
        UUID us = campaign.tenant().value();
        refuses("UPDATE tasks SET campaign_id = ? WHERE id = ?", other.id().value(), task);
        refuses("UPDATE tasks SET agent_id = ? WHERE id = ?", other.agent().value(), task);
        refuses("UPDATE tasks SET tenant_id = ? WHERE id = ?", other.tenant().value(), task);
        refuses(
                "UPDATE campaigns SET owner_id = ? WHERE id = ?",
                other.operator().user().value(),
                campaign.id().value());
        refuses(
                "UPDATE campaigns SET agent_id = ? WHERE id = ?",
                other.agent().value(),
                campaign.id().value());
        refuses("INSERT INTO task_dependencies VALUES (?, ?, ?)", us, task, theirs);
        stores(EFFECT, task);
        refuses("UPDATE effects SET task_id = ? WHERE task_id = ?", theirs, task);
        refuses(
                "UPDATE effects SET agent_id = ? WHERE task_id = ?",
                other.agent().value(),
                task);
        stores(REVIEW, task);
        refuses("UPDATE reviews SET task_id = ? WHERE task_id = ?", theirs, task);
        refuses(
                "UPDATE reviews SET decided_by = ? WHERE task_id = ?",
                other.moderator().user().value(),
                task);
    }

    @Test
    void givesTheThreeCategoriesOfTheSpecification() {
        assertThat(server.jdbc()
                        .sql("SELECT category FROM tasks WHERE tenant_id = ? AND id IN (?, ?, ?, ?) ORDER BY type")
                        .params(
                                campaign.tenant().value(),
                                campaign.planOne(TaskType.CONTENT_GEN).id().value(),
                                task,
                                campaign.planOne(TaskType.RESEARCH).id().value(),
                                campaign.planOne(TaskType.TRANSACTION).id().value())
                        .query(String.class)
                        .list())
                .containsExactly("CONTENT", "CONTENT", "RESEARCH", "FINANCE");
    }
}
