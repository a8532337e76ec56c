package dev.chimera.task;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * How many tasks have ended, by tenant and status: the store adds a row for each batch, and here they become few again.
 * More than one process may do so at once; a row is added up by one of them.
 */
@Repository
public class TaskTallies {

    private static final int MOST = 20_000;

    private static final String FOLD = """
            WITH spare AS MATERIALIZED (
                SELECT tenant_id, id FROM task_tallies ORDER BY tenant_id, id LIMIT ? FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM task_tallies t USING spare s WHERE t.tenant_id = s.tenant_id AND t.id = s.id
                RETURNING t.tenant_id, t.status, t.tasks
            )
            INSERT INTO task_tallies (tenant_id, status, tasks)
            SELECT tenant_id, status, sum(tasks) FROM gone GROUP BY tenant_id, status
            """;

    private final JdbcTemplate jdbc;

    TaskTallies(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds up what is there, up to {@value #MOST} rows. */
    public void fold() {
        jdbc.update(FOLD, MOST);
    }
}
