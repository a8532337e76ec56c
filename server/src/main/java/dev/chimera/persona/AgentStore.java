package dev.chimera.persona;

import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table {@code agents}. Every change writes its audit row in the same statement; what only a rehearsal knows is
 * neither listed nor audited. Throws Spring's {@code DataAccessException} when the database is away.
 */
@Repository
public class AgentStore {

    /** A list is bounded; an operator with more agents than this asks for one by name. */
    static final int LIST_LIMIT = 10_000;

    private static final String COLUMNS = "tenant_id, id, name, soul_link, soul, paused, ai_labeled, rehearsal";

    /**
     * Writes nothing new into an agent that is there, but locks its row until the transaction ends. Not by its name, which
     * is part of a key: that would lock out whoever only refers to the agent, such as a Planner that stores tasks, and
     * holds the campaign that we want next.
     */
    private static final String INSERT_OR_LOCK = """
            INSERT INTO agents AS a (tenant_id, id, name, soul_link, soul, rehearsal)
            VALUES (:tenant, :id, :name, :link, :soul, :rehearsal)
            ON CONFLICT (tenant_id, name) DO UPDATE SET soul_link = a.soul_link
            RETURNING tenant_id, id, name, soul_link, soul, paused, ai_labeled, rehearsal
            """;

    private static final String LOG_CREATED = """
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            VALUES (:tenant, :actor, 'AgentCreated',
                    jsonb_build_object('agent_id', :id::uuid, 'agent', :name::text, 'soul_link', :link::text,
                                       'soul_sha256', :digest::text))
            """;

    private static final String ADOPT = """
            WITH adopted AS (
                UPDATE agents SET soul_link = :link, soul = :soul, rehearsal = false
                WHERE tenant_id = :tenant AND id = :id
                RETURNING tenant_id, id, name
            )
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT tenant_id, :actor, :event,
                   jsonb_build_object('agent_id', id, 'agent', name, 'soul_link', :link::text,
                                      'soul_sha256', :digest::text, 'soul_sha256_before', :before::text)
            FROM adopted
            """;

    private static final String LOCK = "SELECT id FROM agents WHERE tenant_id = :tenant AND id = :id FOR UPDATE";

    private static final String FORGET = """
            DELETE FROM agents a
            WHERE a.tenant_id = :tenant AND a.id = :id AND a.rehearsal
              AND NOT EXISTS (SELECT FROM campaigns c WHERE c.tenant_id = a.tenant_id AND c.agent_id = a.id)
              AND NOT EXISTS (SELECT FROM tasks t WHERE t.tenant_id = a.tenant_id AND t.agent_id = a.id)
              AND NOT EXISTS (SELECT FROM posts p WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id)
            """;

    private static final String OVERVIEW = """
            SELECT a.id, a.name, a.paused,
                   CASE WHEN a.next_slot_at > now() THEN a.next_slot_at END AS next_slot_at,
                   (SELECT count(*) FROM posts p
                    WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.state = 'PUBLISHED') AS posts
            FROM agents a
            WHERE a.tenant_id = :tenant AND NOT a.rehearsal AND (:name::text IS NULL OR a.name = :name)
            ORDER BY a.name
            LIMIT :limit
            """;

    private static final String SET_PAUSED = """
            WITH switched AS (
                UPDATE agents SET paused = :paused
                WHERE tenant_id = :tenant AND name = :name AND NOT rehearsal AND paused <> :paused
                RETURNING tenant_id, id, name
            )
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT tenant_id, :actor, :event, jsonb_build_object('agent_id', id, 'agent', name)
            FROM switched
            """;

    private static final String SET_KEY = """
            WITH keyed AS (
                UPDATE agents SET api_key_hash = :hash
                WHERE tenant_id = :tenant AND name = :name AND NOT rehearsal
                RETURNING tenant_id, id, name
            ), logged AS (
                INSERT INTO audit_log (tenant_id, actor, event, evidence)
                SELECT tenant_id, :actor, 'AgentKeyIssued', jsonb_build_object('agent_id', id, 'agent', name)
                FROM keyed
            )
            SELECT count(*) FROM keyed
            """;

    private final JdbcClient jdbc;

    AgentStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Agent> find(TenantId tenant, AgentId id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM agents WHERE tenant_id = :tenant AND id = :id")
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query(AgentStore::agent)
                .optional();
    }

    public Optional<Agent> find(TenantId tenant, AgentName name) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM agents WHERE tenant_id = :tenant AND name = :name")
                .param("tenant", tenant.value())
                .param("name", name.value())
                .query(AgentStore::agent)
                .optional();
    }

    /**
     * The agent of this name, made when there is none; its soul becomes the given one. Needs the caller's transaction,
     * until whose end the agent is locked: whoever registers the same agent meanwhile waits, and then sees it.
     */
    public AgentId register(Caller.Person caller, AgentName name, String soulLink, String soul) {
        UUID fresh = UUID.randomUUID();
        Agent agent = insertOrLock(caller.tenant(), fresh, name, soulLink, soul, false);
        if (agent.id().value().equals(fresh)) {
            jdbc.sql(LOG_CREATED)
                    .param("tenant", caller.tenant().value())
                    .param("actor", caller.actor())
                    .param("id", fresh)
                    .param("name", name.value())
                    .param("link", soulLink)
                    .param("digest", SoulDigest.of(soul))
                    .update();
        } else if (agent.rehearsal()) {
            adopt(caller, agent, "AgentCreated", soulLink, soul);
        } else if (!agent.soul().equals(soul) || !agent.soulLink().equals(soulLink)) {
            adopt(caller, agent, "SoulChanged", soulLink, soul);
        }
        return agent.id();
    }

    /** The same for a dry run: an agent that is there keeps its soul, and a new one is only known to rehearsals. */
    public AgentId rehearse(TenantId tenant, AgentName name, String soulLink, String soul) {
        return insertOrLock(tenant, UUID.randomUUID(), name, soulLink, soul, true)
                .id();
    }

    /**
     * Locks the agent until the caller's transaction ends, against {@link #register} and against whoever refers to it;
     * nothing when it is gone.
     */
    public void lock(TenantId tenant, AgentId id) {
        jdbc.sql(LOCK)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query(UUID.class)
                .optional();
    }

    /** Removes an agent that only rehearsals knew, when nothing of it is left. Needs it to be locked. */
    public void forgetRehearsed(TenantId tenant, AgentId id) {
        jdbc.sql(FORGET).param("tenant", tenant.value()).param("id", id.value()).update();
    }

    /** By name, at most {@value #LIST_LIMIT}. */
    List<AgentOverview> list(TenantId tenant) {
        return jdbc.sql(OVERVIEW)
                .param("tenant", tenant.value())
                .param("name", null)
                .param("limit", LIST_LIMIT)
                .query(AgentStore::overview)
                .list();
    }

    Optional<AgentOverview> overview(TenantId tenant, AgentName name) {
        return jdbc.sql(OVERVIEW)
                .param("tenant", tenant.value())
                .param("name", name.value())
                .param("limit", 1)
                .query(AgentStore::overview)
                .optional();
    }

    /** Changes nothing, and writes no audit row, when it is paused already or is not there. */
    void pause(Caller.Person caller, AgentName name) {
        setPaused(caller, name, true, "AgentPaused");
    }

    /** Changes nothing, and writes no audit row, when it is not paused or is not there. */
    void resume(Caller.Person caller, AgentName name) {
        setPaused(caller, name, false, "AgentResumed");
    }

    /** A new key in place of the old one, which ends with this; empty when there is no such agent. */
    Optional<ApiKey> issueKey(Caller.Person caller, AgentName name) {
        ApiKey key = ApiKey.fresh();
        long keyed = jdbc.sql(SET_KEY)
                .param("tenant", caller.tenant().value())
                .param("name", name.value())
                .param("actor", caller.actor())
                .param("hash", key.hash())
                .query(Long.class)
                .single();
        return keyed == 0 ? Optional.empty() : Optional.of(key);
    }

    private Agent insertOrLock(
            TenantId tenant, UUID fresh, AgentName name, String soulLink, String soul, boolean rehearsal) {
        return jdbc.sql(INSERT_OR_LOCK)
                .param("tenant", tenant.value())
                .param("id", fresh)
                .param("name", name.value())
                .param("link", soulLink)
                .param("soul", soul)
                .param("rehearsal", rehearsal)
                .query(AgentStore::agent)
                .single();
    }

    private void adopt(Caller.Person caller, Agent agent, String event, String soulLink, String soul) {
        jdbc.sql(ADOPT)
                .param("tenant", agent.tenant().value())
                .param("id", agent.id().value())
                .param("actor", caller.actor())
                .param("event", event)
                .param("link", soulLink)
                .param("soul", soul)
                .param("digest", SoulDigest.of(soul))
                .param("before", SoulDigest.of(agent.soul()))
                .update();
    }

    private void setPaused(Caller.Person caller, AgentName name, boolean paused, String event) {
        jdbc.sql(SET_PAUSED)
                .param("tenant", caller.tenant().value())
                .param("name", name.value())
                .param("actor", caller.actor())
                .param("event", event)
                .param("paused", paused)
                .update();
    }

    private static Agent agent(ResultSet row, int number) throws SQLException {
        return new Agent(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new AgentId(row.getObject("id", UUID.class)),
                new AgentName(row.getString("name")),
                row.getString("soul_link"),
                row.getString("soul"),
                row.getBoolean("paused"),
                row.getBoolean("ai_labeled"),
                row.getBoolean("rehearsal"));
    }

    private static AgentOverview overview(ResultSet row, int number) throws SQLException {
        OffsetDateTime nextSlot = row.getObject("next_slot_at", OffsetDateTime.class);
        return new AgentOverview(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBoolean("paused"),
                nextSlot == null ? null : nextSlot.toInstant(),
                row.getLong("posts"));
    }
}
