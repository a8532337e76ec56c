package dev.chimera.task;

import dev.chimera.campaign.VersionId;
import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import dev.chimera.tenant.TenantId;
import java.util.ArrayList;
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

/**
 * Where tasks are kept, and the only place that changes them. Everything is a batch: one statement for up to some
 * hundred tasks, over ids in order, so that two batches that overlap rarely meet in opposite directions.
 *
 * <p>A row that is not at the version that the caller names is left alone and missing from the answer: expected, and
 * the caller's to handle. A deadlock or a serialization failure repeats the batch (see {@link DeadlockRetry}).
 */
@Repository
public class TaskStore {

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

    /**
     * A paused campaign or agent keeps its tasks; so does a process whose own lease ran out. The rows are found where the
     * hints say (see {@link BatchStatement}); that a row is still at its version is asked again when it is changed.
     */
    static final String CLAIM = """
            WITH found AS MATERIALIZED (
                SELECT t.place, h.*
                FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS h(tenant_id, id, version_id)
                CROSS JOIN LATERAL (
                    SELECT t.ctid AS place, t.* FROM tasks t WHERE t.tenant_id = h.tenant_id AND t.id = h.id OFFSET 0) t
                CROSS JOIN LATERAL (
                    SELECT c.status FROM campaigns c
                    WHERE c.tenant_id = t.tenant_id AND c.id = t.campaign_id OFFSET 0) c
                CROSS JOIN LATERAL (
                    SELECT a.paused FROM agents a WHERE a.tenant_id = t.tenant_id AND a.id = t.agent_id OFFSET 0) a
                WHERE t.version_id = h.version_id AND t.status = 'PENDING' AND t.waiting_on = 0 AND t.ready_at <= now()
                  AND c.status = 'ACTIVE' AND NOT a.paused
            ), claimed AS (
                UPDATE tasks t
                SET status = 'IN_PROGRESS', version_id = gen_random_uuid(), current_worker_id = w.id,
                    attempt = t.attempt + 1, updated_at = now()
                FROM found h, workers w
                WHERE t.ctid = h.place AND t.tenant_id = h.tenant_id AND t.id = h.id AND t.version_id = h.version_id
                  AND w.id = ? AND w.lease_until > now()
                RETURNING t.*, h.version_id AS from_version
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version)
                SELECT tenant_id, 'worker:' || current_worker_id, 'TaskClaimed', id, campaign_id, from_version, version_id
                FROM claimed WHERE NOT dry_run
            )
            SELECT * FROM claimed
            """;

    /**
     * Any other edge. When a task completes, the tasks that waited for it last become claimable in this very statement;
     * when it ends, its own trail is copied into it once.
     */
    static final String MOVE = """
            WITH move AS MATERIALIZED (
                SELECT t.place, m.*
                FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[],
                            ?::text[], ?::float8[], ?::text[], ?::text[], ?::text[], ?::float8[], ?::boolean[],
                            ?::text[])
                    AS m(tenant_id, id, version_id, from_status, to_status, event, actor, campaign_version,
                         result, confidence, feedback, error_code, error_message, delay_s, crashed, evidence)
                CROSS JOIN LATERAL (
                    SELECT t.ctid AS place, t.version_id, t.status FROM tasks t
                    WHERE t.tenant_id = m.tenant_id AND t.id = m.id OFFSET 0) t
                WHERE t.version_id = m.version_id AND t.status = m.from_status
            ), moved AS (
                UPDATE tasks t
                SET status = m.to_status, version_id = gen_random_uuid(), current_worker_id = NULL, updated_at = now(),
                    ready_at = now() + m.delay_s * interval '1 second',
                    result_data = coalesce(m.result::jsonb, t.result_data),
                    confidence_score = coalesce(m.confidence, t.confidence_score),
                    feedback = CASE WHEN m.to_status = 'PENDING' THEN m.feedback::jsonb ELSE t.feedback END,
                    error_code = m.error_code, error_message = m.error_message,
                    crashes = t.crashes + m.crashed::int,
                    audit_log = CASE WHEN m.to_status IN ('COMPLETED', 'FAILED') AND NOT t.dry_run THEN
                        (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', a.seq, 'at', a.at, 'actor', a.actor,
                                                                      'event', a.event)
                                                   || CASE WHEN a.evidence IS NULL THEN '{}'
                                                           ELSE jsonb_build_object('evidence', a.evidence) END
                                                   ORDER BY a.seq), '[]')
                         FROM audit_log a
                         -- The bound spares a look into the months before the task was made.
                         WHERE a.tenant_id = m.tenant_id AND a.task_id = m.id AND a.at >= t.created_at - interval '1 day')
                        || (jsonb_build_object('at', clock_timestamp(), 'actor', m.actor, 'event', m.event)
                            || CASE WHEN m.evidence IS NULL AND m.error_code IS NULL THEN '{}'
                                    ELSE jsonb_build_object('evidence', coalesce(m.evidence::jsonb, '{}')
                                        || jsonb_strip_nulls(jsonb_build_object('code', m.error_code))) END) END
                FROM move m
                WHERE t.ctid = m.place AND t.tenant_id = m.tenant_id AND t.id = m.id AND t.version_id = m.version_id
                  AND (m.campaign_version IS NULL OR m.campaign_version = (
                        SELECT c.version_id FROM campaigns c WHERE c.tenant_id = m.tenant_id AND c.id = t.campaign_id))
                RETURNING t.*, m.version_id AS from_version, m.event, m.actor, m.evidence
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence)
                SELECT tenant_id, actor, event, id, campaign_id, from_version, version_id,
                       CASE WHEN error_code IS NULL THEN evidence::jsonb
                            ELSE coalesce(evidence::jsonb, '{}') || jsonb_build_object('code', error_code) END
                FROM moved WHERE NOT dry_run
            ), tally AS (
                INSERT INTO task_tallies (tenant_id, status, tasks)
                SELECT tenant_id, status, count(*) FROM moved
                WHERE status IN ('COMPLETED', 'FAILED') AND NOT dry_run GROUP BY tenant_id, status
            ), freed AS (
                UPDATE tasks d
                SET waiting_on = d.waiting_on - w.ended, version_id = gen_random_uuid(), updated_at = now(), ready_at = now()
                FROM (SELECT td.tenant_id, td.task_id, count(*)::int AS ended
                      FROM moved m JOIN task_dependencies td ON td.tenant_id = m.tenant_id AND td.depends_on_id = m.id
                      WHERE m.status = 'COMPLETED'
                      GROUP BY td.tenant_id, td.task_id) w
                WHERE d.tenant_id = w.tenant_id AND d.id = w.task_id AND d.status = 'PENDING'
                RETURNING d.*
            )
            SELECT moved.*, false AS freed FROM moved
            UNION ALL
            SELECT freed.*, NULL, NULL, NULL, NULL, true FROM freed WHERE waiting_on = 0
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final DeadlockRetry retry;

    TaskStore(JdbcTemplate jdbc, TransactionTemplate transactions, DeadlockRetry retry) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.retry = retry;
    }

    /** What a batch of moves did: the tasks as they now stand, and those that became claimable by it. */
    public record Moved(List<Task> tasks, List<Task> freed) {

        /** Whether this task was moved; if not, it was not at the version that the caller named. */
        public boolean contains(TaskId id) {
            return tasks.stream().anyMatch(task -> task.id().equals(id));
        }
    }

    /**
     * Stores new tasks with their dependencies; a task whose id exists already is left as it is.
     *
     * @return the new tasks that are claimable now, at their versions
     */
    public List<Task> plan(List<NewTask> batch, String actor) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Set<TaskId> together = batch.stream().map(NewTask::id).collect(Collectors.toSet());
        List<Versioned> sorted = batch.stream()
                .sorted(Comparator.comparing(NewTask::id))
                .map(task -> Versioned.of(task, together))
                .toList();
        Set<UUID> stored = retry.repeat(() -> Objects.requireNonNull(transactions.execute(status -> {
            Set<UUID> ids = insert(sorted, actor);
            depend(sorted.stream()
                    .map(Versioned::task)
                    .filter(task -> ids.contains(task.id().value()))
                    .toList());
            return ids;
        })));
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

    /**
     * Claims what is still claimable of these hints for this process, as the only one.
     *
     * @return the claimed tasks, each at its new version, which is the fencing token of every later write
     */
    public List<Task> claim(List<TaskRef> hints, UUID worker) {
        List<TaskRef> sorted = hints.stream()
                .distinct()
                .sorted(Comparator.comparing(TaskRef::id))
                .toList();
        if (sorted.isEmpty()) {
            return List.of();
        }
        return retry.repeat(() -> jdbc.query(claimStatement(sorted, worker), TaskRows.MAPPER));
    }

    static BatchStatement<TaskRef> claimStatement(List<TaskRef> hints, UUID worker) {
        return BatchStatement.of(CLAIM, hints)
                .uuids(ref -> ref.tenant().value())
                .uuids(ref -> ref.id().value())
                .uuids(ref -> ref.version().value())
                .value(worker);
    }

    /** Takes each task along its edge, if it is still at the version that the transition names. */
    public Moved move(List<Transition> transitions) {
        List<Transition> sorted = transitions.stream()
                .sorted(Comparator.comparing(transition -> transition.task().id()))
                .toList();
        List<Task> tasks = new ArrayList<>();
        List<Task> freed = new ArrayList<>();
        if (!sorted.isEmpty()) {
            retry.repeat(() -> {
                tasks.clear();
                freed.clear();
                jdbc.query(moveStatement(sorted), row -> {
                    (row.getBoolean("freed") ? freed : tasks).add(TaskRows.map(row));
                });
                return tasks;
            });
        }
        return new Moved(tasks, freed);
    }

    static BatchStatement<Transition> moveStatement(List<Transition> moves) {
        return BatchStatement.of(MOVE, moves)
                .uuids(move -> move.task().tenant().value())
                .uuids(move -> move.task().id().value())
                .uuids(move -> move.task().version().value())
                .texts(move -> move.edge().from().name())
                .texts(move -> move.edge().to().name())
                .texts(move -> move.edge().event())
                .texts(Transition::actor)
                .uuids(move -> move.campaignVersion() == null
                        ? null
                        : move.campaignVersion().value())
                .strings(Transition::result)
                .doubles(Transition::confidence)
                .strings(Transition::feedback)
                .texts(move -> move.failure() == null ? null : move.failure().code())
                .texts(move -> message(move.failure()))
                .doubles(TaskStore::delaySeconds)
                .booleans(Transition::crashed)
                .strings(Transition::evidence);
    }

    /** An escalated task is ready at infinity: it waits for a person, and no sweeper hints it. */
    private static double delaySeconds(Transition move) {
        boolean waitsForPerson = move.edge() == TaskLifecycle.ESCALATE || move.edge() == TaskLifecycle.DOUBT;
        return waitsForPerson ? TaskRows.FOREVER_SECONDS : move.delay().toMillis() / 1000.0;
    }

    private static @Nullable String message(@Nullable Failure failure) {
        if (failure == null) {
            return null;
        }
        return failure.hint().isEmpty() ? failure.message() : failure.message() + "; " + failure.hint();
    }

    private static @Nullable UUID submittedBy(NewTask task) {
        return task.submittedBy() == null ? null : task.submittedBy().value();
    }
}
