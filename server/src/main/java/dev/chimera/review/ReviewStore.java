package dev.chimera.review;

import dev.chimera.budget.Backend;
import dev.chimera.campaign.VersionId;
import dev.chimera.persona.AgentId;
import dev.chimera.task.BatchStatement;
import dev.chimera.task.ContentHash;
import dev.chimera.task.TaskId;
import dev.chimera.task.TimeOrderedId;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where reviews are kept. */
@Repository
public class ReviewStore {

    private static final String OPEN = """
            INSERT INTO reviews (tenant_id, id, task_id, task_version, agent_id, kind, tool, arguments, content_hash, score,
                                 why, proposed_by, expires_at, state)
            SELECT q.tenant_id, q.id, q.task_id, q.task_version, q.agent_id, q.kind, q.tool, q.arguments::jsonb,
                   q.content_hash, q.score, q.why, q.proposed_by, now() + q.expiry_s * interval '1 second', 'OPEN'
            FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::float8[], ?::text[], ?::uuid[], ?::float8[])
                AS q(tenant_id, id, task_id, task_version, agent_id, kind, tool, arguments, content_hash, score, why,
                     proposed_by, expiry_s)
            ON CONFLICT DO NOTHING
            """;

    /** A rehearsal's questions are only for its report: whoever approved one would publish it. */
    private static final String SELECT = """
            SELECT r.*, a.name AS agent_name, a.twitter, coalesce(r.expires_at < now(), false) AS expired
            FROM reviews r
            JOIN agents a ON a.tenant_id = r.tenant_id AND a.id = r.agent_id
            JOIN tasks t ON t.tenant_id = r.tenant_id AND t.id = r.task_id AND NOT t.dry_run
            """;

    private static final String LIST =
            SELECT + "WHERE r.tenant_id = :tenant AND r.state = 'OPEN' ORDER BY r.created_at, r.id LIMIT 1000";

    private static final String FIND = SELECT + "WHERE r.tenant_id = :tenant AND r.id = :id";

    /** Time ends what was only proposed. Whether something happened, it can't know. */
    private static final String OVERDUE = SELECT + """
            WHERE r.state = 'OPEN' AND r.kind = 'PROPOSAL' AND r.expires_at < now() ORDER BY r.expires_at LIMIT 100
            """;

    private static final String CLOSE = """
            WITH closed AS (
                UPDATE reviews SET state = :state, decided_by = :by, decided_at = now(), reason = :reason
                WHERE tenant_id = :tenant AND id = :id AND state = 'OPEN'
                RETURNING tenant_id, id, task_id, task_version, content_hash, reason
            ), trail AS (
                INSERT INTO audit_log (tenant_id, actor, event, task_id, from_version, evidence)
                SELECT tenant_id, :actor, :event, task_id, task_version,
                       jsonb_strip_nulls(jsonb_build_object('review_id', id, 'content_hash', content_hash, 'reason', reason))
                FROM closed
            )
            SELECT id FROM closed
            """;

    private static final String WITHDRAW = """
            UPDATE reviews SET state = 'WITHDRAWN', decided_at = now()
            WHERE tenant_id = :tenant AND task_id = :task AND state = 'OPEN'
            """;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final InstantSource clock;

    ReviewStore(JdbcTemplate jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
        this.clock = clock;
    }

    /** Asks; to be called in the transaction that brought the tasks into REVIEW. A task has one open question at most. */
    public void open(List<Question> questions) {
        if (questions.isEmpty()) {
            return;
        }
        jdbc.update(BatchStatement.of(OPEN, questions)
                .uuids(question -> question.task().tenant().value())
                .uuids(question -> TimeOrderedId.at(clock))
                .uuids(question -> question.task().id().value())
                .uuids(question -> question.task().version().value())
                .uuids(question -> question.task().agent().value())
                .texts(question -> question.kind().name())
                .texts(question -> question.proposal().tool())
                .strings(question -> question.proposal().arguments())
                .strings(Question::hash)
                .doubles(Question::score)
                .texts(Question::why)
                .uuids(question -> question.proposedBy() == null
                        ? null
                        : question.proposedBy().value())
                .doubles(question ->
                        question.expiry() == null ? null : question.expiry().toMillis() / 1000.0));
    }

    List<Review> open(TenantId tenant) {
        return client.sql(LIST).param("tenant", tenant.value()).query(MAPPER).list();
    }

    Optional<Review> find(TenantId tenant, ReviewId id) {
        return client.sql(FIND)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query(MAPPER)
                .optional();
    }

    List<Review> overdue() {
        return client.sql(OVERDUE).query(MAPPER).list();
    }

    /** Closes an open review; false when somebody was faster. */
    boolean close(Review review, String state, @Nullable UserId by, String actor, @Nullable String reason) {
        return client.sql(CLOSE)
                .param("tenant", review.tenant().value())
                .param("id", review.id().value())
                .param("state", state)
                .param("by", by == null ? null : by.value(), java.sql.Types.OTHER)
                .param("reason", reason, java.sql.Types.VARCHAR)
                .param("actor", actor)
                .param("event", "Review" + state.charAt(0) + state.substring(1).toLowerCase(java.util.Locale.ROOT))
                .query((row, number) -> row.getObject("id"))
                .optional()
                .isPresent();
    }

    /** A task ended in another way: nobody needs to decide any more. */
    void withdraw(TenantId tenant, TaskId task) {
        client.sql(WITHDRAW)
                .param("tenant", tenant.value())
                .param("task", task.value())
                .update();
    }

    private static final RowMapper<Review> MAPPER = (row, number) -> {
        double score = row.getDouble("score");
        boolean unscored = row.wasNull();
        UUID proposedBy = row.getObject("proposed_by", UUID.class);
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        return new Review(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new ReviewId(row.getObject("id", UUID.class)),
                new TaskId(row.getObject("task_id", UUID.class)),
                new VersionId(row.getObject("task_version", UUID.class)),
                new AgentId(row.getObject("agent_id", UUID.class)),
                row.getString("agent_name"),
                Question.Kind.valueOf(row.getString("kind")),
                Backend.of(row.getString("twitter")),
                row.getString("tool"),
                (ObjectNode) JsonMapper.shared().readTree(row.getString("arguments")),
                new ContentHash(row.getString("content_hash")),
                unscored ? null : score,
                row.getString("why"),
                proposedBy == null ? null : new UserId(proposedBy),
                expires == null ? null : expires.toInstant(),
                row.getString("state"),
                row.getBoolean("expired"));
    };
}
