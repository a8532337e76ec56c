package dev.chimera.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.RowsTouched;
import dev.chimera.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.PreparedStatementCreator;

/** What a batch costs must follow from the batch: not from the tables, and not from the batch times itself. */
class BatchPlanTests {

    private static final int BATCH = 256;
    /** Every task with what belongs to it, through some ten steps of a plan; a table of 20 rows may be read whole. */
    private static final long MOST = 100L * BATCH;

    /**
     * What autovacuum analyses first has changed fifty times, so it has some pages. Of one or two, analysed by hand,
     * PostgreSQL reads all, and goes on to do so until autovacuum comes, a minute later.
     */
    private static final int VERY_FEW = 120;

    private static final int FEW = 3_000;
    private static final int MANY = 40_000;

    private static final TestServer SERVER = TestServer.start("api");
    private static final TenantId TENANT = new TenantId(new UUID(0, 1));
    private static final UUID WORKER = new UUID(0, 5);

    @BeforeAll
    static void keepTheStatisticsAsTheTestMakesThem() {
        for (String table : List.of("tasks", "task_dependencies", "campaigns", "agents", "workers")) {
            run("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static void run(String sql) {
        SERVER.owner().sql(sql).update();
    }

    @BeforeEach
    void empty() {
        run("TRUNCATE tenants, workers CASCADE");
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
    }

    /** A thousand can be claimed; a thousand before them wait, each for one of the thousand in REVIEW before those. */
    private static void grow(int from, int to) {
        SERVER.owner()
                .sql(
                        "INSERT INTO tasks (tenant_id, id, campaign_id, agent_id, type, payload, status, waiting_on, version_id)"
                                + " SELECT '00000000-0000-0000-0000-000000000001',"
                                + "        ('00000000-0000-0000-0001-' || lpad(to_hex(i), 12, '0'))::uuid,"
                                + "        md5('c' || i % 20)::uuid, md5('a' || i % 20)::uuid, 'RESEARCH', '{\"goal\": \"g\"}',"
                                + "        CASE WHEN i > :to - 2000 THEN 'PENDING' WHEN i > :to - 3000 THEN 'REVIEW'"
                                + "             ELSE 'COMPLETED' END,"
                                + "        CASE WHEN i > :to - 2000 AND i <= :to - 1000 THEN 1 ELSE 0 END, md5('v')::uuid"
                                + " FROM generate_series(:from, :to) i")
                .param("from", from)
                .param("to", to)
                .update();
        SERVER.owner()
                .sql("INSERT INTO task_dependencies (tenant_id, task_id, depends_on_id)"
                        + " SELECT tenant_id, id, (left(id::text, 24) || lpad(to_hex(i - 1000), 12, '0'))::uuid"
                        + " FROM (SELECT tenant_id, id, :from - 1 + row_number() OVER (ORDER BY id) AS i FROM tasks"
                        + "       WHERE id >= ('00000000-0000-0000-0001-' || lpad(to_hex(:from), 12, '0'))::uuid) t"
                        + " WHERE i > 1000")
                .param("from", from)
                .update();
        run("INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id)"
                + " SELECT tenant_id, 'planner', 'TaskPlanned', id, campaign_id FROM tasks");
    }

    private static List<TaskRef> upTo(int last) {
        VersionId version = SERVER.jdbc()
                .sql("SELECT md5('v')::uuid AS v")
                .query((row, number) -> new VersionId(row.getObject("v", UUID.class)))
                .single();
        return LongStream.rangeClosed(last - BATCH + 1, last)
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
        return BatchStatement.of(PlannedTasks.PLAN, batch)
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

    private static void assertAllCheap(String when, int tasks) {
        List<TaskRef> claimable = upTo(tasks);
        List<TaskRef> reviewed = upTo(tasks - 2_000);
        assertCheap(when + ", at version", TaskQueries.atVersionStatement(claimable));
        assertCheap(when + ", claim", TaskStore.claimStatement(claimable, WORKER));
        assertCheap(
                when + ", fail",
                TaskStore.moveStatement(claimable.stream()
                        .map(ref ->
                                Transition.failing(ref, TaskStatus.PENDING, "test", Failure.of("CANCELLED", "test")))
                        .toList()));
        assertCheap(
                when + ", approve",
                TaskStore.moveStatement(reviewed.stream()
                        .map(ref -> Transition.along(TaskLifecycle.APPROVE, ref, "test"))
                        .toList()));
        assertCheap(
                when + ", free again",
                TaskStore.freeAgainStatement(upTo(tasks - 1_000).stream()
                        .map(ref -> new TaskStore.Missed(ref, 1, "test"))
                        .toList()));
        assertCheap(when + ", plan", planStatement(claimable));
        assertCheap(
                when + ", dependencies",
                BatchStatement.of(TaskDependencies.OF, claimable)
                        .uuids(ref -> ref.tenant().value())
                        .uuids(ref -> ref.id().value()));
    }

    @Test
    void touchesAsManyRowsAsTheBatchNeedsHoweverBigTheTablesAreAndWhetherTheyWereAnalysedOrNot() {
        grow(1, FEW);
        assertAllCheap("small and never analysed", FEW);
        grow(FEW + 1, MANY);
        assertAllCheap("large and never analysed", MANY);
        run("ANALYZE");
        assertAllCheap("large and analysed", MANY);
    }

    /** The statistics of yesterday, and the tables of today. */
    @Test
    void isNotMisledByWhatTheTablesWereWhenTheyWereAnalysedLast() {
        grow(1, FEW);
        run("ANALYZE");
        assertAllCheap("small and analysed", FEW);
        grow(FEW + 1, MANY);
        assertAllCheap("analysed when it was small", MANY);
    }

    /** A connection keeps a plan until somebody analyses the tables, which takes a minute at least. */
    @Test
    void goesOnWellWithAPlanThatWasMadeWhenTheTablesWereSmall() throws SQLException {
        grow(1, VERY_FEW);
        run("ANALYZE");
        try (Connection connection = SERVER.bean(DataSource.class).getConnection()) {
            connection.setAutoCommit(false);
            connection.unwrap(PGConnection.class).setPrepareThreshold(1);
            execute(connection, "SET plan_cache_mode = force_generic_plan");
            connection.commit();
            try {
                kept(VERY_FEW).forEach((what, statement) -> touched(connection, statement));
                grow(VERY_FEW + 1, MANY);
                kept(MANY)
                        .forEach((what, statement) -> assertThat(touched(connection, statement))
                                .as(what)
                                .isLessThan(MOST)
                                .isGreaterThanOrEqualTo(BATCH));
            } finally {
                connection.rollback();
                execute(connection, "RESET plan_cache_mode");
                connection.commit();
            }
        }
    }

    private static Map<String, PreparedStatementCreator> kept(int tasks) {
        List<TaskRef> claimable = upTo(tasks);
        return Map.of(
                "at version", TaskQueries.atVersionStatement(claimable),
                "claim", TaskStore.claimStatement(claimable, WORKER),
                "move",
                        TaskStore.moveStatement(claimable.stream()
                                .map(ref -> Transition.failing(
                                        ref, TaskStatus.PENDING, "test", Failure.of("CANCELLED", "test")))
                                .toList()));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs it on this connection, with the plan that is kept there, and takes it back. */
    private static long touched(Connection connection, PreparedStatementCreator creator) {
        try (PreparedStatement statement = creator.createPreparedStatement(connection)) {
            statement.execute();
            try (Statement asking = connection.createStatement();
                    ResultSet answer = asking.executeQuery(
                            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")) {
                answer.next();
                return answer.getLong(1);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
