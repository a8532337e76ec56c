package dev.chimera.task;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * How many tasks and effects have ended, by tenant and state: their stores add a row for each batch, and here they become
 * few again. More than one process may do so at once; a row is added up by one of them.
 */
@Repository
public class Tallies {

    private static final int MOST = 20_000;

    /** The oldest first, so that each has its turn; what is one row already stays as it is. */
    private static final String FOLD = """
            WITH spare AS MATERIALIZED (
                SELECT tenant_id, id FROM tallies
                WHERE (tenant_id, kind, state) IN (
                    SELECT tenant_id, kind, state FROM tallies GROUP BY tenant_id, kind, state HAVING count(*) > 1)
                ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM tallies t USING spare s WHERE t.tenant_id = s.tenant_id AND t.id = s.id
                RETURNING t.tenant_id, t.kind, t.state, t.ended
            )
            INSERT INTO tallies (tenant_id, kind, state, ended)
            SELECT tenant_id, kind, state, sum(ended) FROM gone GROUP BY tenant_id, kind, state HAVING sum(ended) <> 0
            """;

    private final JdbcTemplate jdbc;

    Tallies(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds up what is there, up to {@value #MOST} rows. */
    public void fold() {
        jdbc.update(FOLD, MOST);
    }
}
