package dev.chimera.task;

import dev.chimera.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Takes tasks away from processes whose lease ran out: back to PENDING, or parked as POISON. */
@Repository
public class LeaseRescue {

    private static final String ACTOR = "rescuer";
    private static final Failure WORKER_LOST =
            Failure.of("WORKER_LOST", "the lease of the process that worked on it ran out");
    private static final Failure NOT_BEGUN =
            Failure.of("NOT_BEGUN", "the process that claimed it never heard that it had it");

    private static final int BATCH = 500;
    /** More than any process has slots. */
    private static final int MOST_HELD = 100_000;

    private static final String ABANDONED = """
            SELECT t.*
            FROM workers w JOIN tasks t ON t.current_worker_id = w.id
            WHERE w.lease_until < now() AND t.status = 'IN_PROGRESS'
            ORDER BY t.tenant_id, t.id
            LIMIT ?
            """;

    private static final String HELD = """
            SELECT * FROM tasks
            WHERE current_worker_id = ? AND status = 'IN_PROGRESS' AND updated_at < now() - ? * interval '1 millisecond'
            LIMIT ?
            """;

    private static final String FORGET = """
            DELETE FROM workers w
            WHERE w.lease_until < now() - interval '1 day'
              AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.current_worker_id = w.id)
              AND NOT EXISTS (SELECT 1 FROM effects e WHERE e.state = 'SENDING' AND e.sender_id = w.id)
            """;

    private final JdbcTemplate jdbc;
    private final TaskStore tasks;

    LeaseRescue(JdbcTemplate jdbc, TaskStore tasks) {
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    /**
     * Rescues up to one batch.
     *
     * @param maxCrashes how many workers may die with a task before it is parked
     * @return the tasks as they now stand: claimable again, or FAILED
     */
    public List<Task> rescue(int maxCrashes) {
        List<Task> abandoned = jdbc.query(ABANDONED, TaskRows.MAPPER, BATCH);
        return tasks.move(abandoned.stream()
                        .map(task -> transition(task, maxCrashes))
                        .toList())
                .tasks();
    }

    /**
     * Gives back what a living process holds and does not work on: it never heard that its claim was committed, or it
     * failed right after.
     *
     * @param claimedBefore only claims that are older than this
     * @param maxAttempts claims of one task, after which it is parked instead
     * @param worksOn whether the process works on this task at this version
     */
    public List<Task> giveBack(UUID worker, Duration claimedBefore, int maxAttempts, Predicate<TaskRef> worksOn) {
        List<Task> held = jdbc.query(HELD, TaskRows.MAPPER, worker, claimedBefore.toMillis(), MOST_HELD);
        return tasks.move(held.stream()
                        .filter(task -> !worksOn.test(task.ref()))
                        .map(task -> givenBack(task, maxAttempts))
                        .toList())
                .tasks();
    }

    /** One that was claimed as often as any is, and never came to anything, would be given back for ever. */
    private static Transition givenBack(Task task, int maxAttempts) {
        return task.attempt() < maxAttempts
                ? Transition.releasing(task.ref(), ACTOR, NOT_BEGUN, task.attempt())
                : Transition.failing(
                        task.ref(),
                        TaskStatus.IN_PROGRESS,
                        ACTOR,
                        new Failure(
                                "POISON",
                                "it was claimed " + task.attempt() + " times, and what it came to could not be stored",
                                "the server's log has the reason"));
    }

    private static Transition transition(Task task, int maxCrashes) {
        if (task.crashes() + 1 >= maxCrashes) {
            Failure poison = new Failure(
                    "POISON",
                    "its worker died " + maxCrashes + " times while it worked on it",
                    "look for what it does to its worker, then submit it again");
            return Transition.failing(task.ref(), TaskStatus.IN_PROGRESS, ACTOR, poison)
                    .becauseOfCrash();
        }
        return Transition.releasing(task.ref(), ACTOR, WORKER_LOST, task.attempt())
                .becauseOfCrash();
    }

    /** Forgets processes that ended long ago and hold nothing. */
    public void forgetEnded() {
        jdbc.update(FORGET);
    }
}
