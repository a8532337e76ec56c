package dev.chimera.bridge;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Posts of agents' own calls whose answer was lost. They have no effect, and so nobody looks for them and no review asks about
 * them: they stay SENDING, and their price reserved, until the agent's timeline is read and shows them, or a person says what
 * became of them. Post, ledger and audit log change together, or not at all.
 */
@Component
public class OwnPostDecisions {

    /** No call of the bridge takes that long, so nobody sends it any more. */
    static final Duration IN_FLIGHT = Duration.ofMinutes(1);

    private static final int MOST_SHOWN = 1_000;

    private static final String OPEN = """
            SELECT p.id, p.agent_id, a.name, p.text, p.posted_at,
                   extract(epoch FROM clock_timestamp() - p.posted_at) * 1000 AS age_ms
            FROM posts p JOIN agents a ON a.tenant_id = p.tenant_id AND a.id = p.agent_id
            WHERE p.tenant_id = :tenant AND p.state = 'SENDING' AND p.effect_id IS NULL
            """;

    private static final String SHOWN = OPEN + """
              AND p.posted_at < clock_timestamp() - :inFlight * interval '1 millisecond'
            ORDER BY p.posted_at, p.id LIMIT :limit
            """;

    private static final String FIND = OPEN + "AND p.id = :id";

    private static final String WAITING = """
            SELECT count(*) FROM posts p
            WHERE p.tenant_id = :tenant AND p.state = 'SENDING' AND p.effect_id IS NULL
              AND p.posted_at < clock_timestamp() - :inFlight * interval '1 millisecond'
            """;

    private static final String TRAIL = """
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT tenant_id, :actor, 'TweetSettledByPerson',
                   jsonb_build_object('agent_id', agent_id, 'post_id', id, 'text', text, 'outcome', '%s')
            FROM settled
            """;

    private static final String POSTED = """
            WITH settled AS (
                UPDATE posts SET state = 'PUBLISHED'
                WHERE tenant_id = :tenant AND id = :id AND state = 'SENDING' AND effect_id IS NULL
                RETURNING *
            )
            """ + TRAIL.formatted("POSTED");

    private static final String NOT_POSTED = """
            WITH settled AS (
                DELETE FROM posts WHERE tenant_id = :tenant AND id = :id AND state = 'SENDING' AND effect_id IS NULL
                RETURNING *
            )
            """ + TRAIL.formatted("NOT_POSTED");

    private final OwnPosts own;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    OwnPostDecisions(OwnPosts own, JdbcClient jdbc, TransactionTemplate transactions) {
        this.own = own;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** @param at when it was handed over */
    record Open(UUID id, AgentId agent, String name, String text, Instant at, Duration age) {}

    /** How many posts of a tenant wait for a person who says what became of them, reviews aside. */
    public long waitingForPerson(TenantId tenant) {
        return jdbc.sql(WAITING)
                .param("tenant", tenant.value())
                .param("inFlight", IN_FLIGHT.toMillis())
                .query(Long.class)
                .single();
    }

    /** Those of a tenant, the oldest first, at most {@value #MOST_SHOWN}. */
    List<Open> shown(TenantId tenant) {
        return jdbc.sql(SHOWN)
                .param("tenant", tenant.value())
                .param("inFlight", IN_FLIGHT.toMillis())
                .param("limit", MOST_SHOWN)
                .query(OwnPostDecisions::open)
                .list();
    }

    /**
     * The person has seen it in the account: it is spent, and counts as said.
     *
     * @throws ChimeraException POST_NOT_OPEN when there is no such post, or when it is settled; POST_IN_FLIGHT
     */
    void posted(Caller.Person by, UUID id) {
        settle(by, id, POSTED, own::spend);
    }

    /**
     * The person has looked, and it is not there: its price goes back, and its text is free.
     *
     * @throws ChimeraException as above
     */
    void notPosted(Caller.Person by, UUID id) {
        settle(by, id, NOT_POSTED, own::release);
    }

    private void settle(Caller.Person by, UUID id, String sql, BiConsumer<Author, UUID> money) {
        Open post = find(by.tenant(), id);
        if (post.age().compareTo(IN_FLIGHT) < 0) {
            throw ChimeraException.conflict(
                    "POST_IN_FLIGHT",
                    "the post began " + post.age().toSeconds() + " s ago, and may still be sent",
                    "ask again in " + (IN_FLIGHT.minus(post.age()).toSeconds() + 1) + " s");
        }
        transactions.executeWithoutResult(_ -> {
            // The ledger first: a campaign is locked before anything else.
            money.accept(new Author(by.tenant(), post.agent(), by.actor(), null, null, null), id);
            int settled = jdbc.sql(sql)
                    .param("tenant", by.tenant().value())
                    .param("id", id)
                    .param("actor", by.actor())
                    .update();
            if (settled == 0) {
                throw notOpen(id);
            }
        });
    }

    private Open find(TenantId tenant, UUID id) {
        return jdbc.sql(FIND)
                .param("tenant", tenant.value())
                .param("id", id)
                .query(OwnPostDecisions::open)
                .optional()
                .orElseThrow(() -> notOpen(id));
    }

    private static ChimeraException notOpen(UUID id) {
        return ChimeraException.conflict(
                "POST_NOT_OPEN",
                "there is no post " + id + " of an agent's own whose outcome is open",
                "chimera posts unsettled lists them; those of campaigns have a review");
    }

    private static Open open(ResultSet row, int number) throws SQLException {
        return new Open(
                Objects.requireNonNull(row.getObject("id", UUID.class)),
                new AgentId(Objects.requireNonNull(row.getObject("agent_id", UUID.class))),
                PostStore.text(row, "name"),
                PostStore.text(row, "text"),
                PostStore.instant(row, "posted_at"),
                Duration.ofMillis((long) row.getDouble("age_ms")));
    }
}
