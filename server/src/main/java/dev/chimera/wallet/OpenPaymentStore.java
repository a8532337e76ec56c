package dev.chimera.wallet;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Payments that are not settled, for whoever looks after all of them: people, and the sweeper of agents' own calls. */
@Repository
public class OpenPaymentStore {

    /** How many a person is shown; behind so many, what is left shows itself when they are settled. */
    static final int MOST_SHOWN = 1_000;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** Each half has an index of its own, which holds nothing that is settled. */
    private static final String OPEN = """
            (SELECT * FROM payments WHERE state = 'SENDING'
             UNION ALL
             SELECT * FROM payments WHERE state = 'INTENDED') p
            """;

    private static final String SELECT = """
            SELECT p.*, l.token, l.decimals, w.agent_id, r.id AS review_id,
                   extract(epoch FROM clock_timestamp() - coalesce(p.reserved_at, p.created_at)) AS age_s
            FROM %s
            JOIN wallet_limits l ON l.tenant_id = p.tenant_id AND l.wallet_id = p.wallet_id
                                AND l.policy_version = p.policy_version AND l.asset = p.asset
            JOIN wallets w ON w.tenant_id = p.tenant_id AND w.id = p.wallet_id
            LEFT JOIN reviews r ON r.tenant_id = p.tenant_id AND r.task_id = p.task_id AND r.state = 'OPEN'
                               AND r.kind = 'UNKNOWN_OUTCOME'
            """;

    private static final String SHOWN = SELECT.formatted(OPEN) + """
            WHERE p.tenant_id = :tenant
            ORDER BY p.wallet_id, p.nonce
            LIMIT :limit
            """;

    private static final String FIND = SELECT.formatted("payments p") + "WHERE p.tenant_id = :tenant AND p.id = :id";

    private static final String STALE = SELECT.formatted("payments p") + """
            WHERE p.state = 'SENDING' AND p.effect_id IS NULL AND (p.tenant_id, p.id) > (:tenant, :id)
              AND p.reserved_at < clock_timestamp() - :inFlight * interval '1 second'
            ORDER BY p.tenant_id, p.id
            LIMIT :limit
            """;

    /** A person said that it was paid or was not, less than a month ago; a chain may show late what it has. */
    private static final String DECIDED = SELECT.formatted("payments p") + """
            WHERE (p.state = 'FAILED' AND p.error_code = 'NOT_PAID' OR p.state = 'CONFIRMED' AND p.tx_hash IS NULL)
              AND p.effect_id IS NULL AND p.from_block IS NOT NULL
              AND p.updated_at > now() - interval '30 days' AND (p.tenant_id, p.id) > (:tenant, :id)
            ORDER BY p.tenant_id, p.id
            LIMIT :limit
            """;

    private static final String WAITING = """
            SELECT count(*) FROM %s
            WHERE p.tenant_id = :tenant AND p.effect_id IS NULL
              AND coalesce(p.reserved_at, p.created_at) <= clock_timestamp() - :inFlight * interval '1 second'
            """.formatted(OPEN);

    private static final String WAITING_IN_WALLET = WAITING + "AND p.wallet_id = :wallet";

    private final JdbcClient jdbc;

    OpenPaymentStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Agents' own payments, of all tenants, that are SENDING for so long that nobody sends them any more, in an order that
     * does not change.
     *
     * @param after the last one that was looked at; null to begin at the first
     */
    public List<OpenPayment> stale(@Nullable Payment after, int limit) {
        return inFlight(STALE)
                .param("tenant", after == null ? BEFORE_ALL : after.tenant().value())
                .param("id", after == null ? BEFORE_ALL : after.id())
                .param("limit", limit)
                .query(OpenPaymentStore::open)
                .list();
    }

    /** Agents' own payments, of all tenants, about which a person decided lately; as {@link #stale}. */
    public List<OpenPayment> decided(@Nullable Payment after, int limit) {
        return jdbc.sql(DECIDED)
                .param("tenant", after == null ? BEFORE_ALL : after.tenant().value())
                .param("id", after == null ? BEFORE_ALL : after.id())
                .param("limit", limit)
                .query(OpenPaymentStore::open)
                .list();
    }

    /** How many payments of a tenant wait for a person who says what became of them, reviews aside. */
    public long waitingForPerson(TenantId tenant) {
        return inFlight(WAITING)
                .param("tenant", tenant.value())
                .query(Long.class)
                .single();
    }

    boolean waitsForPerson(TenantId tenant, UUID wallet) {
        return inFlight(WAITING_IN_WALLET)
                        .param("tenant", tenant.value())
                        .param("wallet", wallet)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Those of a tenant, at most {@value #MOST_SHOWN}; those of one wallet in the order of their nonces. */
    List<OpenPayment> shown(TenantId tenant) {
        return jdbc.sql(SHOWN)
                .param("tenant", tenant.value())
                .param("limit", MOST_SHOWN)
                .query(OpenPaymentStore::open)
                .list();
    }

    /** Also one that is settled. */
    Optional<OpenPayment> find(TenantId tenant, UUID id) {
        return jdbc.sql(FIND)
                .param("tenant", tenant.value())
                .param("id", id)
                .query(OpenPaymentStore::open)
                .optional();
    }

    private JdbcClient.StatementSpec inFlight(String sql) {
        return jdbc.sql(sql).param("inFlight", OpenPayment.IN_FLIGHT.toSeconds());
    }

    private static OpenPayment open(ResultSet row, int number) throws SQLException {
        return new OpenPayment(
                new AgentId(Objects.requireNonNull(row.getObject("agent_id", UUID.class))),
                PaymentStore.payment(row, number),
                Duration.ofMillis((long) (row.getDouble("age_s") * 1000)),
                row.getObject("review_id", UUID.class));
    }
}
