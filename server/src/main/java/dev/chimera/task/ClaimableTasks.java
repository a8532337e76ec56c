package dev.chimera.task;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Finds what should have been noticed: claimable and unclaimed, or waiting for a judge. */
@Repository
public class ClaimableTasks {

    /** Per tenant and stream an index range scan, so that one tenant's backlog never hides another's single task. */
    private static final String OVERDUE = """
            SELECT t.*
            FROM tenants n
            CROSS JOIN (VALUES ('RESEARCH'), ('CONTENT_GEN'), ('TRANSACTION'), ('ENGAGEMENT')) AS k(type)
            CROSS JOIN (VALUES ('PENDING'), ('REVIEW')) AS s(status)
            CROSS JOIN LATERAL (
                SELECT t.*
                FROM tasks t
                JOIN campaigns c ON c.tenant_id = t.tenant_id AND c.id = t.campaign_id AND c.status = 'ACTIVE'
                JOIN agents a ON a.tenant_id = t.tenant_id AND a.id = t.agent_id AND NOT a.paused
                WHERE t.tenant_id = n.id AND t.type = k.type AND t.status = s.status
                  AND ((t.status = 'PENDING' AND t.waiting_on = 0) OR t.status = 'REVIEW')
                  AND t.ready_at < now() - ? * interval '1 millisecond'
                ORDER BY t.ready_at
                LIMIT ?
            ) t
            """;

    private static final String STARVING = """
            SELECT EXISTS (
                SELECT 1 FROM tenants n
                CROSS JOIN (VALUES ('RESEARCH'), ('CONTENT_GEN'), ('TRANSACTION'), ('ENGAGEMENT')) AS k(type)
                CROSS JOIN LATERAL (
                    SELECT 1
                    FROM tasks t
                    JOIN campaigns c ON c.tenant_id = t.tenant_id AND c.id = t.campaign_id AND c.status = 'ACTIVE'
                    JOIN agents a ON a.tenant_id = t.tenant_id AND a.id = t.agent_id AND NOT a.paused
                    WHERE t.tenant_id = n.id AND t.type = k.type AND t.status = 'PENDING' AND t.waiting_on = 0
                      AND t.ready_at < now() - ? * interval '1 millisecond'
                    LIMIT 1
                ) overdue
            )
            """;

    private final JdbcTemplate jdbc;

    ClaimableTasks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What has been ready for this long, the oldest first per tenant and stream.
     *
     * @param perStream at most this many of one tenant for one stream
     */
    public List<Task> overdue(Duration patience, int perStream) {
        return jdbc.query(OVERDUE, TaskRows.MAPPER, patience.toMillis(), perStream);
    }

    /** Whether anything has been claimable for this long and nobody claimed it. */
    public boolean starving(Duration patience) {
        return Boolean.TRUE.equals(jdbc.queryForObject(STARVING, Boolean.class, patience.toMillis()));
    }
}
