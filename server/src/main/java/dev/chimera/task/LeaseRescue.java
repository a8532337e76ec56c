package dev.chimera.task;

import dev.chimera.failure.Failure;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Takes tasks away from processes whose lease ran out: back to PENDING, or parked as POISON. */
@Repository
public class LeaseRescue {

    private static final int BATCH = 500;

    private static final String ABANDONED = """
            SELECT t.*
            FROM workers w JOIN tasks t ON t.current_worker_id = w.id
            WHERE w.lease_until < now() AND t.status = 'IN_PROGRESS'
            ORDER BY t.tenant_id, t.id
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

    private static Transition transition(Task task, int maxCrashes) {
        if (task.crashes() + 1 >= maxCrashes) {
            Failure poison = new Failure(
                    "POISON",
                    "its worker died " + maxCrashes + " times while it worked on it",
                    "look for what it does to its worker, then submit it again");
            return Transition.failing(task.ref(), TaskStatus.IN_PROGRESS, "rescuer", poison)
                    .becauseOfCrash();
        }
        return Transition.along(TaskLifecycle.RELEASE, task.ref(), "rescuer").becauseOfCrash();
    }

    /** Forgets processes that ended long ago and hold nothing. */
    public void forgetEnded() {
        jdbc.update(FORGET);
    }
}
