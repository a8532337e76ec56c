package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.VersionId;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.RowsTouched;
import dev.chimera.testing.TestServer;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.PreparedStatementCreator;

/** What a batch costs must follow from the batch: not from the tables, and not from the batch times itself. */
class BatchPlanTests {

    private static final int BATCH = 256;
    /** Every task with what belongs to it, through some ten steps of a plan; a table of 20 rows may be read whole. */
    private static final long MOST = 100L * BATCH;

    private static final TestServer SERVER = TestServer.start("api");
    private static final TenantId TENANT = new TenantId(new UUID(0, 1));
    private static final UUID WORKER = new UUID(0, 5);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static void run(String sql) {
        SERVER.owner().sql(sql).update();
    }

    @BeforeEach
    void empty() {
        for (String table : List.of("tasks", "task_dependencies", "campaigns", "agents", "workers")) {
            run("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        }
        run("TRUNCATE tenants, workers, audit_log CASCADE");
    }

    /** Twenty campaigns; the last 3,000 tasks are open, each waits for the one before it, as far as the table says. */
    private static void load(int tasks) {
        run("INSERT INTO tenants (id, name, api_key_hash) VALUES (md5('x')::uuid, 'other', repeat('0', 64)),"
                + " ('00000000-0000-0000-0000-000000000001', 'one', repeat('0', 64))");
        run("INSERT INTO users (tenant_id, id, email, role)"
                + " VALUES ('00000000-0000-0000-0000-000000000001', md5('u')::uuid, 'u@localhost', 'OPERATOR')");
        run("INSERT INTO agents (tenant_id, id, name, soul_link, soul)"
                + " SELECT '00000000-0000-0000-0000-000000000001', md5('a' || i)::uuid, 'A' || i, 'S', 'S'"
                + " FROM generate_series(0, 19) i");
        run("INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,"
                + "                       posts_wanted, version_id)"
                + " SELECT '00000000-0000-0000-0000-000000000001', md5('c' || i)::uuid, md5('u')::uuid,"
                + "        md5('a' || i)::uuid, 'g', 'ACTIVE', 0, 0, md5('v')::uuid FROM generate_series(0, 19) i");
        run("INSERT INTO workers (id, host, pid, lease_until)"
                + " VALUES ('00000000-0000-0000-0000-000000000005', 'h', 1, now() + interval '1 day')");
        SERVER.jdbc()
                .sql("INSERT INTO tasks (tenant_id, id, campaign_id, agent_id, type, payload, status, version_id)"
                        + " SELECT '00000000-0000-0000-0000-000000000001',"
                        + "        ('00000000-0000-0000-0001-' || lpad(to_hex(i), 12, '0'))::uuid,"
                        + "        md5('c' || i % 20)::uuid, md5('a' || i % 20)::uuid, 'RESEARCH', '{\"goal\": \"g\"}',"
                        + "        CASE WHEN i > :n - 3000 THEN 'PENDING' ELSE 'COMPLETED' END, md5('v')::uuid"
                        + " FROM generate_series(1, :n) i")
                .param("n", tasks)
                .update();
        run("INSERT INTO task_dependencies (tenant_id, task_id, depends_on_id)"
                + " SELECT tenant_id, id, (left(id::text, 24) || lpad(to_hex(i - 1), 12, '0'))::uuid"
                + " FROM (SELECT tenant_id, id, row_number() OVER (ORDER BY id) AS i FROM tasks) t WHERE i > 1");
        run("INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id)"
                + " SELECT tenant_id, 'planner', 'TaskPlanned', id, campaign_id FROM tasks");
    }

    private static List<TaskRef> lastOf(int tasks) {
        VersionId version = SERVER.jdbc()
                .sql("SELECT md5('v')::uuid AS v")
                .query((row, number) -> new VersionId(row.getObject("v", UUID.class)))
                .single();
        return LongStream.rangeClosed(tasks - BATCH + 1, tasks)
                .mapToObj(i -> new TaskRef(TENANT, new TaskId(new UUID(0, (1L << 48) | i)), version))
                .toList();
    }

    private static void assertCheap(String what, PreparedStatementCreator statement) {
        assertThat(RowsTouched.by(SERVER, statement)).as(what).isLessThan(MOST).isGreaterThan(BATCH);
    }

    /** As many new ones. */
    private static BatchStatement<TaskRef> planStatement(List<TaskRef> batch) {
        UUID campaign =
                SERVER.jdbc().sql("SELECT md5('c0')::uuid").query(UUID.class).single();
        UUID agent =
                SERVER.jdbc().sql("SELECT md5('a0')::uuid").query(UUID.class).single();
        return BatchStatement.of(TaskStore.PLAN, batch)
                .uuids(ref -> ref.tenant().value())
                .uuids(ref -> UUID.randomUUID())
                .uuids(ref -> campaign)
                .uuids(ref -> agent)
                .texts(ref -> "RESEARCH")
                .texts(ref -> "{}")
                .texts(ref -> null)
                .texts(ref -> null)
                .integers(ref -> 0)
                .uuids(ref -> null)
                .booleans(ref -> false)
                .uuids(ref -> UUID.randomUUID())
                .value("test");
    }

    @ParameterizedTest
    @CsvSource({"3000, false", "3000, true", "100000, false", "100000, true"})
    void touchesAsManyRowsAsTheBatchNeedsHoweverBigTheTablesAreAndWhetherTheyWereAnalysedOrNot(
            int tasks, boolean analysed) {
        load(tasks);
        if (analysed) {
            run("ANALYZE");
        }
        List<TaskRef> batch = lastOf(tasks);
        assertCheap("at version", TaskQueries.atVersionStatement(batch));
        assertCheap("claim", TaskStore.claimStatement(batch, WORKER));
        assertCheap(
                "move",
                TaskStore.moveStatement(batch.stream()
                        .map(ref -> Transition.failing(
                                ref, TaskStatus.PENDING, "test", dev.chimera.failure.Failure.of("CANCELLED", "test")))
                        .toList()));
        assertCheap("plan", planStatement(batch));
        assertCheap(
                "dependencies",
                BatchStatement.of(TaskDependencies.OF, batch)
                        .uuids(ref -> ref.tenant().value())
                        .uuids(ref -> ref.id().value()));
    }

    /** The statistics of yesterday, and the tables of today. */
    @Test
    void isNotMisledByWhatTheTablesWereWhenTheyWereAnalysedLast() {
        load(3_001);
        run("ANALYZE");
        run("TRUNCATE tenants, workers, audit_log CASCADE");
        run("ANALYZE");
        load(60_000);
        List<TaskRef> batch = lastOf(60_000);
        assertCheap("at version", TaskQueries.atVersionStatement(batch));
        assertCheap("claim", TaskStore.claimStatement(batch, WORKER));
    }
}
