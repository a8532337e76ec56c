package dev.chimera.task;

import dev.chimera.failure.DeadlockRetry;
import dev.chimera.failure.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
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

    /** Counts down what waited for a task that completed, at the version that {@code due} saw. */
    private static final String FREED = """
            freed AS (
                UPDATE tasks d
                SET waiting_on = d.waiting_on - w.ended, version_id = gen_random_uuid(), updated_at = now(), ready_at = now()
                FROM due w
                WHERE d.ctid = w.place AND d.tenant_id = w.tenant_id AND d.id = w.id AND d.version_id = w.version_id
                RETURNING d.*, w.version_id AS from_version, NULL::text AS from_status, NULL::text AS event, w.actor,
                          NULL::text AS evidence
            ), told AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence)
                SELECT tenant_id, actor, 'TaskFreed', id, campaign_id, from_version, version_id,
                       jsonb_build_object('waiting_on', waiting_on)
                FROM freed WHERE NOT dry_run
            )
            """;

    /** Those that are claimable now, and those that somebody else changed since {@code due} looked at them. */
    private static final String PARTS_OF_FREED = """
            SELECT freed.*, 'FREED' AS part, 0 AS ended FROM freed WHERE waiting_on = 0
            UNION ALL
            SELECT d.*, w.version_id, NULL, NULL, w.actor, NULL, 'MISSED', w.ended
            FROM due w
            CROSS JOIN LATERAL (
                SELECT d.* FROM tasks d WHERE d.tenant_id = w.tenant_id AND d.id = w.id OFFSET 0) d
            WHERE (w.tenant_id, w.id) NOT IN (SELECT tenant_id, id FROM freed)
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
                    attempt = t.attempt - (m.event = 'TaskPostponed')::int,
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
                                        || jsonb_strip_nulls(jsonb_build_object('code', m.error_code,
                                                                                'message', m.error_message))) END) END
                FROM move m
                WHERE t.ctid = m.place AND t.tenant_id = m.tenant_id AND t.id = m.id AND t.version_id = m.version_id
                  AND (m.campaign_version IS NULL OR m.campaign_version = (
                        SELECT c.version_id FROM campaigns c WHERE c.tenant_id = m.tenant_id AND c.id = t.campaign_id))
                RETURNING t.*, m.version_id AS from_version, m.from_status, m.event, m.actor, m.evidence
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence)
                SELECT tenant_id, actor, event, id, campaign_id, from_version, version_id,
                       CASE WHEN error_code IS NULL THEN evidence::jsonb
                            ELSE coalesce(evidence::jsonb, '{}')
                                 || jsonb_build_object('code', error_code, 'message', error_message) END
                FROM moved WHERE NOT dry_run
            ), tally AS (
                INSERT INTO tallies (tenant_id, kind, state, ended)
                SELECT m.tenant_id, 'TASK', k.state, sum(k.ended)
                FROM moved m CROSS JOIN LATERAL (VALUES (m.status, 1), (m.from_status, -1)) AS k(state, ended)
                WHERE k.state IN ('COMPLETED', 'FAILED') AND NOT m.dry_run
                GROUP BY m.tenant_id, k.state HAVING sum(k.ended) <> 0
            ), due AS (
                SELECT d.place, w.tenant_id, w.task_id AS id, d.version_id, w.ended, w.actor
                FROM (SELECT m.tenant_id, td.task_id, count(*)::int AS ended, min(m.actor) AS actor
                      FROM moved m
                      CROSS JOIN LATERAL (
                          SELECT td.task_id FROM task_dependencies td
                          WHERE td.tenant_id = m.tenant_id AND td.depends_on_id = m.id OFFSET 0) td
                      WHERE m.status = 'COMPLETED'
                      GROUP BY m.tenant_id, td.task_id) w
                CROSS JOIN LATERAL (
                    SELECT d.ctid AS place, d.version_id, d.status FROM tasks d
                    WHERE d.tenant_id = w.tenant_id AND d.id = w.task_id OFFSET 0) d
                WHERE d.status = 'PENDING'
            ),
            """ + FREED + """
            SELECT moved.*, 'MOVED' AS part, 0 AS ended FROM moved
            UNION ALL
            """ + PARTS_OF_FREED;

    /** For those that somebody else counted down since {@code MOVE} looked at them; in its transaction. */
    private static final String FREE_AGAIN = """
            WITH due AS (
                SELECT d.place, w.tenant_id, w.id, d.version_id, w.ended, w.actor
                FROM unnest(?::uuid[], ?::uuid[], ?::int[], ?::text[]) AS w(tenant_id, id, ended, actor)
                CROSS JOIN LATERAL (
                    SELECT d.ctid AS place, d.version_id, d.status FROM tasks d
                    WHERE d.tenant_id = w.tenant_id AND d.id = w.id OFFSET 0) d
                WHERE d.status = 'PENDING'
            ),
            """ + FREED + PARTS_OF_FREED;

    /** Each failure means that somebody else completed something that the same task waits for. */
    private static final int FREE_ATTEMPTS = 100;

    private final PlannedTasks planned;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final DeadlockRetry retry;

    TaskStore(PlannedTasks planned, JdbcTemplate jdbc, TransactionTemplate transactions, DeadlockRetry retry) {
        this.planned = planned;
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
        return batch.isEmpty() ? List.of() : retry.repeat(() -> planned.store(batch, actor));
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
        if (sorted.isEmpty()) {
            return new Moved(List.of(), List.of());
        }
        boolean frees = sorted.stream().anyMatch(move -> move.edge().to() == TaskStatus.COMPLETED);
        return retry.repeat(() -> frees
                ? Objects.requireNonNull(transactions.execute(status -> moveAndFree(sorted)))
                : run(moveStatement(sorted)).moved());
    }

    /** A task that waited for one that completed, and was changed by somebody else in this moment. */
    record Missed(TaskRef task, int ended, String actor) {}

    private record Parts(List<Task> tasks, List<Task> freed, List<Missed> missed) {
        Moved moved() {
            return new Moved(tasks, freed);
        }
    }

    private Moved moveAndFree(List<Transition> sorted) {
        Parts parts = run(moveStatement(sorted));
        for (int attempt = 0; !parts.missed().isEmpty(); attempt++) {
            if (attempt == FREE_ATTEMPTS) {
                throw new CannotAcquireLockException(
                        "others kept changing " + parts.missed().size() + " tasks that wait for what completed");
            }
            Parts more = run(freeAgainStatement(parts.missed()));
            parts.freed().addAll(more.freed());
            parts = new Parts(parts.tasks(), parts.freed(), more.missed());
        }
        return parts.moved();
    }

    static BatchStatement<Missed> freeAgainStatement(List<Missed> missed) {
        return BatchStatement.of(FREE_AGAIN, missed)
                .uuids(one -> one.task().tenant().value())
                .uuids(one -> one.task().id().value())
                .integers(Missed::ended)
                .texts(Missed::actor);
    }

    private Parts run(BatchStatement<?> statement) {
        Parts parts = new Parts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        jdbc.query(statement, row -> {
            Task task = TaskRows.map(row);
            switch (row.getString("part")) {
                case "MOVED" -> parts.tasks().add(task);
                case "FREED" -> parts.freed().add(task);
                default -> parts.missed().add(new Missed(task.ref(), row.getInt("ended"), row.getString("actor")));
            }
        });
        return parts;
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
}
