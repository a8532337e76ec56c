package dev.chimera.bridge.x;

import dev.chimera.persona.AgentId;
import dev.chimera.secret.SecretName;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code x_accounts}. Every moment here is the database's; what a person changes is audited with it. */
@Repository
class XAccountStore {

    /** As many as there are agents in a list. */
    private static final int LIST_LIMIT = 10_000;

    private static final String FIND = """
            SELECT tenant_id, agent_id, auth, access_token, refresh_token, consumer_key, consumer_secret,
                   access_token_secret, x_user_id, username, state, token_version,
                   access_expires_at IS NULL OR access_expires_at > clock_timestamp() + interval '1 minute' AS fresh
            FROM x_accounts WHERE tenant_id = :tenant
            """;

    /** The same credentials once more change nothing, so that a file that is run again audits nothing. */
    private static final String CONNECT = """
            WITH connected AS (
                INSERT INTO x_accounts AS x (tenant_id, agent_id, auth, access_token, refresh_token, consumer_key,
                                             consumer_secret, access_token_secret, x_user_id, username, token_version,
                                             access_expires_at, refreshed_at)
                VALUES (:tenant, :agent, :auth, :access, :refresh, :key, :key_secret, :access_secret, :user, :username, 1,
                        clock_timestamp() + CAST(:expires_in AS bigint) * interval '1 second', NULL)
                ON CONFLICT (tenant_id, agent_id) DO UPDATE
                SET auth = excluded.auth, access_token = excluded.access_token, refresh_token = excluded.refresh_token,
                    consumer_key = excluded.consumer_key, consumer_secret = excluded.consumer_secret,
                    access_token_secret = excluded.access_token_secret, x_user_id = excluded.x_user_id,
                    username = excluded.username, state = 'CONNECTED', token_version = x.token_version + 1,
                    access_expires_at = excluded.access_expires_at, refreshed_at = NULL, refresh_owner = NULL,
                    refresh_until = NULL, refresh_unknown = false, connected_at = now()
                WHERE excluded.x_user_id IS NOT NULL
                   OR (x.auth, x.access_token, coalesce(x.consumer_key, ''), coalesce(x.consumer_secret, ''),
                       coalesce(x.access_token_secret, ''))
                      <> (excluded.auth, excluded.access_token, coalesce(excluded.consumer_key, ''),
                          coalesce(excluded.consumer_secret, ''), coalesce(excluded.access_token_secret, ''))
                RETURNING tenant_id, agent_id, auth, x_user_id, username
            )
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT c.tenant_id, :actor, 'XAccountConnected',
                   jsonb_build_object('agent_id', c.agent_id, 'auth', c.auth, 'secrets', :names::text,
                                      'x_user_id', c.x_user_id, 'username', c.username)
            FROM connected c
            """;

    private static final String CHOOSE = """
            WITH chosen AS (
                UPDATE agents SET twitter = :twitter
                WHERE tenant_id = :tenant AND id = :agent AND twitter <> :twitter
                RETURNING tenant_id, id, name
            )
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT tenant_id, :actor, 'TwitterChosen',
                   jsonb_build_object('agent_id', id, 'agent', name, 'twitter', :twitter::text)
            FROM chosen
            """;

    private final JdbcClient jdbc;

    XAccountStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<XAccount> find(TenantId tenant, AgentId agent) {
        return jdbc.sql(FIND + " AND agent_id = :agent")
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .query(XAccountStore::account)
                .optional();
    }

    List<XAccount> list(TenantId tenant) {
        return jdbc.sql(FIND + " ORDER BY agent_id LIMIT :most")
                .param("tenant", tenant.value())
                .param("most", LIST_LIMIT)
                .query(XAccountStore::account)
                .list();
    }

    /**
     * A new account for the agent, in place of the one it had.
     *
     * @param user who X says it is; null when nobody has asked yet
     * @param expiresIn how long the access token lasts; null when nobody knows
     */
    void connect(Caller.Person caller, AgentId agent, XAuth auth, @Nullable XUser user, @Nullable Duration expiresIn) {
        Columns columns = Columns.of(auth);
        jdbc.sql(CONNECT)
                .param("tenant", caller.tenant().value())
                .param("agent", agent.value())
                .param("auth", auth.kind())
                .param("access", columns.access().toString())
                .param("refresh", text(columns.refresh()))
                .param("key", text(columns.consumerKey()))
                .param("key_secret", text(columns.consumerSecret()))
                .param("access_secret", text(columns.accessSecret()))
                .param("user", user == null ? null : user.id())
                .param("username", user == null ? null : user.username())
                .param("expires_in", expiresIn == null ? null : expiresIn.toSeconds())
                .param(
                        "names",
                        String.join(
                                " ",
                                auth.names().stream().map(SecretName::toString).toList()))
                .param("actor", caller.actor())
                .update();
    }

    /**
     * Before the tokens of another account are put into the place of those that the agent has: whatever happens next,
     * nobody posts with the one and takes it for the other, and nobody who is refreshing puts the old ones back.
     */
    void suspend(TenantId tenant, AgentId agent) {
        jdbc.sql("""
                        UPDATE x_accounts
                        SET state = 'RECONNECT_NEEDED', token_version = token_version + 1, refresh_owner = NULL,
                            refresh_until = NULL
                        WHERE tenant_id = :tenant AND agent_id = :agent
                        """)
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .update();
    }

    /** Whether another agent posts with this account. */
    boolean isTaken(TenantId tenant, AgentId agent, XUser user) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM x_accounts
                                       WHERE tenant_id = :tenant AND x_user_id = :user AND agent_id <> :agent)
                        """)
                .param("tenant", tenant.value())
                .param("user", user.id())
                .param("agent", agent.value())
                .query(Boolean.class)
                .single();
    }

    /** Where the agent's posts go from now on: {@code timeline} or {@code x}. */
    void choose(Caller.Person caller, AgentId agent, String twitter) {
        jdbc.sql(CHOOSE)
                .param("tenant", caller.tenant().value())
                .param("agent", agent.value())
                .param("twitter", twitter)
                .param("actor", caller.actor())
                .update();
    }

    /** Who X says the account is, once somebody asked. */
    void identify(XAccount account, XUser user) {
        jdbc.sql("""
                        UPDATE x_accounts SET x_user_id = :user, username = :username
                        WHERE tenant_id = :tenant AND agent_id = :agent AND token_version = :version
                        """)
                .param("user", user.id())
                .param("username", user.username())
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("version", account.tokenVersion())
                .update();
    }

    /** The right to refresh this pair of tokens; false when somebody has it, or has refreshed them. */
    boolean takeLease(XAccount account, UUID owner, Duration lease) {
        return jdbc.sql("""
                        UPDATE x_accounts
                        SET refresh_owner = :owner,
                            -- Whoever had it before did not come back to give it up.
                            refresh_unknown = refresh_unknown OR refresh_owner IS NOT NULL,
                            refresh_until = clock_timestamp() + :lease * interval '1 millisecond'
                        WHERE tenant_id = :tenant AND agent_id = :agent AND token_version = :version
                          AND state = 'CONNECTED'
                          AND (refresh_until IS NULL OR refresh_until <= clock_timestamp())
                        """)
                        .param("owner", owner)
                        .param("lease", lease.toMillis())
                        .param("tenant", account.tenant().value())
                        .param("agent", account.agent().value())
                        .param("version", account.tokenVersion())
                        .update()
                == 1;
    }

    void releaseLease(XAccount account, UUID owner) {
        jdbc.sql("""
                        UPDATE x_accounts SET refresh_owner = NULL, refresh_until = NULL
                        WHERE tenant_id = :tenant AND agent_id = :agent AND refresh_owner = :owner
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("owner", owner)
                .update();
    }

    /** The same where X may have taken the refresh token, and its answer was lost. */
    void loseAnswer(XAccount account, UUID owner) {
        jdbc.sql("""
                        UPDATE x_accounts SET refresh_owner = NULL, refresh_until = NULL, refresh_unknown = true
                        WHERE tenant_id = :tenant AND agent_id = :agent AND refresh_owner = :owner
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("owner", owner)
                .update();
    }

    /** Whether an earlier refresh of these tokens had no answer. */
    boolean hasLostAnswer(XAccount account) {
        return jdbc.sql("SELECT refresh_unknown FROM x_accounts WHERE tenant_id = :tenant AND agent_id = :agent")
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * New tokens are in their place. This counts whoever has the lease by now: X takes a refresh token once, so of two
     * that tried with it this one was right, and what the other concluded from being refused was wrong.
     */
    void refreshed(XAccount account, Duration expiresIn) {
        jdbc.sql("""
                        UPDATE x_accounts
                        SET state = 'CONNECTED', token_version = token_version + 1, refreshed_at = clock_timestamp(),
                            access_expires_at = clock_timestamp() + :expires_in * interval '1 second',
                            refresh_owner = NULL, refresh_until = NULL, refresh_unknown = false
                        WHERE tenant_id = :tenant AND agent_id = :agent AND token_version = :version
                        """)
                .param("expires_in", expiresIn.toSeconds())
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("version", account.tokenVersion())
                .update();
    }

    /** X said that the refresh token is worth nothing; counts only for whoever had the lease. */
    void needsReconnecting(XAccount account, UUID owner) {
        jdbc.sql("""
                        WITH lost AS (
                            UPDATE x_accounts
                            SET state = 'RECONNECT_NEEDED', refresh_owner = NULL, refresh_until = NULL
                            WHERE tenant_id = :tenant AND agent_id = :agent AND token_version = :version
                              AND refresh_owner = :owner
                            RETURNING tenant_id, agent_id, x_user_id, username, refresh_unknown
                        )
                        INSERT INTO audit_log (tenant_id, actor, event, evidence)
                        SELECT tenant_id, 'bridge', 'XAccountLost',
                               jsonb_build_object('agent_id', agent_id, 'x_user_id', x_user_id, 'username', username,
                                                  'answer_was_lost', refresh_unknown)
                        FROM lost
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("version", account.tokenVersion())
                .param("owner", owner)
                .update();
    }

    /**
     * X does not take the access token although its time is not over. False when it is younger than a minute: then
     * another one would not be taken either.
     */
    boolean expireAccess(XAccount account) {
        return jdbc.sql("""
                        UPDATE x_accounts SET access_expires_at = '-infinity'
                        WHERE tenant_id = :tenant AND agent_id = :agent AND token_version = :version
                          AND coalesce(refreshed_at, connected_at) < clock_timestamp() - interval '1 minute'
                        """)
                        .param("tenant", account.tenant().value())
                        .param("agent", account.agent().value())
                        .param("version", account.tokenVersion())
                        .update()
                == 1;
    }

    /** Whether there is still time, by the database's clock. */
    boolean isBefore(Instant moment) {
        return jdbc.sql("SELECT clock_timestamp() < :moment")
                .param("moment", moment.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    private record Columns(
            SecretName access,
            @Nullable SecretName refresh,
            @Nullable SecretName consumerKey,
            @Nullable SecretName consumerSecret,
            @Nullable SecretName accessSecret) {

        static Columns of(XAuth auth) {
            return switch (auth) {
                case XAuth.OAuth2(SecretName access, SecretName refresh) ->
                    new Columns(access, refresh, null, null, null);
                case XAuth.AccessToken(SecretName access) -> new Columns(access, null, null, null, null);
                case XAuth.OAuth1 one ->
                    new Columns(one.access(), null, one.consumerKey(), one.consumerSecret(), one.accessSecret());
            };
        }
    }

    private static XAccount account(ResultSet row, int number) throws SQLException {
        return new XAccount(
                new TenantId(Objects.requireNonNull(row.getObject("tenant_id", UUID.class))),
                new AgentId(Objects.requireNonNull(row.getObject("agent_id", UUID.class))),
                auth(row),
                row.getString("x_user_id"),
                row.getString("username"),
                "RECONNECT_NEEDED".equals(row.getString("state")),
                row.getLong("token_version"),
                row.getBoolean("fresh"));
    }

    private static XAuth auth(ResultSet row) throws SQLException {
        SecretName access = name(row, "access_token");
        String kind = Objects.requireNonNull(row.getString("auth"));
        return switch (kind) {
            case "OAUTH2" -> new XAuth.OAuth2(access, name(row, "refresh_token"));
            case "ACCESS_TOKEN" -> new XAuth.AccessToken(access);
            case "OAUTH1" ->
                new XAuth.OAuth1(
                        name(row, "consumer_key"),
                        name(row, "consumer_secret"),
                        access,
                        name(row, "access_token_secret"));
            default -> throw new IllegalStateException("x_accounts.auth is " + kind);
        };
    }

    private static SecretName name(ResultSet row, String column) throws SQLException {
        return SecretName.parse(Objects.requireNonNull(row.getString(column), column));
    }

    private static @Nullable String text(@Nullable SecretName name) {
        return name == null ? null : name.toString();
    }
}
