package dev.chimera.task;

import dev.chimera.campaign.VersionId;
import dev.chimera.tenant.TenantId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** How new tasks come into the database, for {@link TaskStore}. */
@Repository
class PlannedTasks {

    /** Nothing is joined: what the trail needs comes back from the INSERT, and the actor is one for all. */
    static final String PLAN = """
            WITH planned AS (
                SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
                                     ?::int[], ?::uuid[], ?::boolean[], ?::uuid[])
                    AS p(tenant_id, id, campaign_id, agent_id, type, payload, constraints, extra,
                         waiting_on, submitted_by, dry_run, version_id)
            ), stored AS (
                INSERT INTO tasks (tenant_id, id, campaign_id, agent_id, type, payload, constraints, extra, status,
                                   waiting_on, submitted_by, dry_run, version_id)
                SELECT tenant_id, id, campaign_id, agent_id, type, payload::jsonb, constraints::jsonb, extra::jsonb,
                       'PENDING', waiting_on, submitted_by, dry_run, version_id
                FROM planned
                ON CONFLICT (tenant_id, id) DO NOTHING
                RETURNING tenant_id, id, campaign_id, version_id, dry_run
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, to_version)
                SELECT tenant_id, ?, 'TaskPlanned', id, campaign_id, version_id FROM stored WHERE NOT dry_run
            )
            SELECT id FROM stored
            """;

    private static final String DEPEND = """
            INSERT INTO task_dependencies (tenant_id, task_id, depends_on_id)
            SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[])
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    PlannedTasks(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Those of the new tasks that are claimable now; see {@link TaskStore#plan}. */
    List<Task> store(List<NewTask> batch, String actor) {
        Set<TaskId> together = batch.stream().map(NewTask::id).collect(Collectors.toSet());
        List<Versioned> sorted = batch.stream()
                .sorted(Comparator.comparing(NewTask::id))
                .map(task -> Versioned.of(task, together))
                .toList();
        Set<UUID> stored = Objects.requireNonNull(transactions.execute(status -> {
            Set<UUID> ids = insert(sorted, actor);
            depend(sorted.stream()
                    .map(Versioned::task)
                    .filter(task -> ids.contains(task.id().value()))
                    .toList());
            return ids;
        }));
        return sorted.stream()
                .filter(task -> task.waitingOn() == 0
                        && stored.contains(task.task().id().value()))
                .map(task -> TaskRows.planned(task.task(), new VersionId(task.version())))
                .toList();
    }

    /** A new task with its first version, and how many tasks of the same batch it waits for. */
    private record Versioned(NewTask task, int waitingOn, UUID version) {
        static Versioned of(NewTask task, Set<TaskId> together) {
            int waitingOn =
                    (int) task.dependsOn().stream().filter(together::contains).count();
            return new Versioned(task, waitingOn, TimeOrderedId.random());
        }
    }

    private Set<UUID> insert(List<Versioned> tasks, String actor) {
        return new HashSet<>(jdbc.query(
                BatchStatement.of(PLAN, tasks)
                        .uuids(task -> task.task().tenant().value())
                        .uuids(task -> task.task().id().value())
                        .uuids(task -> task.task().campaign().value())
                        .uuids(task -> task.task().agent().value())
                        .texts(task -> task.task().type().name())
                        .strings(task -> task.task().payload())
                        .strings(task -> task.task().constraints())
                        .strings(task -> task.task().extra())
                        .integers(Versioned::waitingOn)
                        .uuids(task -> submittedBy(task.task()))
                        .booleans(task -> task.task().dryRun())
                        .uuids(Versioned::version)
                        .value(actor),
                (row, number) -> row.getObject("id", UUID.class)));
    }

    private void depend(List<NewTask> tasks) {
        record Edge(TenantId tenant, TaskId task, TaskId dependsOn) {}
        List<Edge> edges = tasks.stream()
                .flatMap(task -> task.dependsOn().stream().map(on -> new Edge(task.tenant(), task.id(), on)))
                .toList();
        if (edges.isEmpty()) {
            return;
        }
        jdbc.update(BatchStatement.of(DEPEND, edges)
                .uuids(edge -> edge.tenant().value())
                .uuids(edge -> edge.task().value())
                .uuids(edge -> edge.dependsOn().value()));
    }

    private static @Nullable UUID submittedBy(NewTask task) {
        return task.submittedBy() == null ? null : task.submittedBy().value();
    }
}
