package dev.chimera.campaign;

import dev.chimera.model.offline.HostileFinding;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tables {@code campaigns} and {@code campaign_sources}. Every UPDATE carries the version that was read and sets a
 * new one; an old one changes nothing, and the answer is empty. Every change writes its audit row in the same
 * statement, except a rehearsal's, which leaves no trace. Throws Spring's {@code DataAccessException} when the database
 * is away.
 */
@Repository
public class CampaignStore {

    /** A list is bounded: the newest. */
    static final int LIST_LIMIT = 1_000;

    /** What {@link #campaign} reads. */
    static final String SELECT = """
            SELECT c.tenant_id, c.id, c.version_id, c.agent_id, a.name AS agent_name, c.stable_id, c.goal_text,
                   c.status, c.daily_budget_usd, c.posts_wanted, c.dry_run
            FROM campaigns c
            JOIN agents a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
            """;

    private static final String BY_ID = SELECT + """
            WHERE c.tenant_id = :tenant AND c.id = :id
            """;

    private static final String LIST = SELECT + """
            WHERE c.tenant_id = :tenant AND NOT c.dry_run
            ORDER BY c.created_at DESC, c.id
            LIMIT :limit
            """;

    private static final String START = """
            WITH started AS (
                INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, stable_id, goal_text, status,
                                       daily_budget_usd, posts_wanted, dry_run, rehearsal_soul, version_id)
                VALUES (:tenant, :id, :owner, :agent, :stableId, :goal, 'ACTIVE', :budget, :posts, :dryRun,
                        :rehearsalSoul, :version)
                RETURNING tenant_id, id, agent_id, goal_text, daily_budget_usd, posts_wanted, dry_run, version_id
            )
            INSERT INTO audit_log (tenant_id, actor, event, campaign_id, to_version, evidence)
            SELECT tenant_id, :actor, 'CampaignStarted', id, version_id,
                   jsonb_build_object('agent_id', agent_id, 'goal', goal_text, 'daily_budget_usd', daily_budget_usd,
                                      'posts', posts_wanted, 'sources', to_jsonb(:locations::text[]))
            FROM started WHERE NOT dry_run
            """;

    private static final String CONTINUE = """
            WITH continued AS (
                UPDATE campaigns
                SET stable_id = coalesce(:stableId, stable_id), goal_text = :goal, daily_budget_usd = :budget,
                    posts_wanted = :posts,
                    status = CASE WHEN status = 'COMPLETED' THEN 'ACTIVE' ELSE status END, plan_wanted = true,
                    version_id = :next, updated_at = now()
                WHERE tenant_id = :tenant AND id = :id AND version_id = :version
                RETURNING tenant_id, id, status, goal_text, daily_budget_usd, posts_wanted
            ), logged AS (
                INSERT INTO audit_log (tenant_id, actor, event, campaign_id, from_version, to_version, evidence)
                SELECT tenant_id, :actor, 'CampaignContinued', id, :version, :next,
                       jsonb_build_object('status', status, 'goal', goal_text, 'daily_budget_usd', daily_budget_usd,
                                          'posts', posts_wanted, 'sources', to_jsonb(:locations::text[]))
                FROM continued
            )
            SELECT status FROM continued
            """;

    /** A statement of its own, so that the next one sees what whoever held the lock has committed. */
    private static final String LOCK = """
            SELECT version_id FROM campaigns WHERE tenant_id = :tenant AND id = :id FOR NO KEY UPDATE
            """;

    private static final String REOPEN = """
            WITH reopened AS (
                UPDATE campaigns SET status = 'ACTIVE', version_id = :next, updated_at = now()
                WHERE tenant_id = :tenant AND id = :id AND version_id = :version AND status = 'COMPLETED'
                RETURNING tenant_id, id, version_id, dry_run
            )
            INSERT INTO audit_log (tenant_id, actor, event, campaign_id, from_version, to_version)
            SELECT tenant_id, :actor, 'CampaignReopened', id, :version, version_id FROM reopened WHERE NOT dry_run
            """;

    private static final String MOVE = """
            WITH moved AS (
                UPDATE campaigns SET status = :to, version_id = :next, updated_at = now()
                WHERE tenant_id = :tenant AND id = :id AND version_id = :version AND status = :from
                RETURNING tenant_id, id, dry_run
            ), logged AS (
                INSERT INTO audit_log (tenant_id, actor, event, campaign_id, from_version, to_version, evidence)
                SELECT tenant_id, :actor, :event, id, :version, :next,
                       jsonb_build_object('from', :from::text, 'to', :to::text)
                FROM moved WHERE NOT dry_run
            )
            SELECT count(*) FROM moved
            """;

    private static final String SOURCES = """
            SELECT position, location, content, failure, own FROM campaign_sources
            WHERE tenant_id = :tenant AND campaign_id = :id
            ORDER BY position
            """;

    private static final String ADD_SOURCES = """
            INSERT INTO campaign_sources (tenant_id, campaign_id, position, location, content, failure, own)
            SELECT :tenant, :id, n - 1, location, content, failure, own
            FROM unnest(:locations::text[], :contents::text[], :failures::text[], :owns::boolean[])
                 WITH ORDINALITY AS s (location, content, failure, own, n)
            """;

    /** A rehearsal has its own; every other campaign speaks with its agent's. */
    private static final String SOUL = """
            SELECT coalesce(c.rehearsal_soul, a.soul)
            FROM campaigns c
            JOIN agents a ON a.tenant_id = c.tenant_id AND a.id = c.agent_id
            WHERE c.tenant_id = :tenant AND c.id = :id
            """;

    private static final String LEFT_OVER_REHEARSALS = SELECT + """
            WHERE c.dry_run AND c.created_at < now() - make_interval(secs => :seconds)
            LIMIT :limit
            """;

    private static final String HOSTILE = """
            INSERT INTO audit_log (tenant_id, actor, event, campaign_id, evidence)
            SELECT :tenant, :actor, :event, :id, evidence::jsonb FROM unnest(:evidence::text[]) AS e (evidence)
            """;

    private final JdbcClient jdbc;

    CampaignStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Campaign> find(TenantId tenant, CampaignId id) {
        return jdbc.sql(BY_ID)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query(CampaignStore::campaign)
                .optional();
    }

    /** In the order of the campaign file. */
    public List<Source> sources(TenantId tenant, CampaignId id) {
        return jdbc.sql(SOURCES)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query((row, number) -> new Source(
                        row.getInt("position"),
                        row.getString("location"),
                        row.getString("content"),
                        row.getString("failure"),
                        row.getObject("own", Boolean.class)))
                .list();
    }

    /** The SOUL.md that this campaign speaks with; empty when there is no such campaign. */
    public Optional<String> soul(TenantId tenant, CampaignId id) {
        return jdbc.sql(SOUL)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .query(String.class)
                .optional();
    }

    /**
     * ACTIVE to COMPLETED.
     *
     * @return the new version; empty when the campaign changed since this one was read
     */
    public Optional<VersionId> complete(Campaign campaign, String actor) {
        return move(campaign, CampaignStatus.COMPLETED, "CampaignCompleted", actor);
    }

    /** ACTIVE to PAUSED; empty as {@link #complete}. */
    Optional<VersionId> pause(Campaign campaign, String actor) {
        return move(campaign, CampaignStatus.PAUSED, "CampaignPaused", actor);
    }

    /**
     * COMPLETED to ACTIVE, because somebody adds work by hand; anything else stays as it is. To be called in the transaction
     * that adds the work, and before it: the campaign stays locked until the commit, and the Planner, which locks it as
     * well, has completed it before or sees the work.
     */
    public void reopen(Campaign campaign, String actor) {
        UUID version = jdbc.sql(LOCK)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .query((row, number) -> row.getObject("version_id", UUID.class))
                .single();
        jdbc.sql(REOPEN)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .param("version", version)
                .param("next", VersionId.next().value())
                .param("actor", actor)
                .update();
    }

    /** PAUSED to ACTIVE; empty as {@link #complete}. */
    Optional<VersionId> resume(Campaign campaign, String actor) {
        return move(campaign, CampaignStatus.ACTIVE, "CampaignResumed", actor);
    }

    /** The newest {@value #LIST_LIMIT}, without rehearsals. */
    public List<Campaign> list(TenantId tenant) {
        return jdbc.sql(LIST)
                .param("tenant", tenant.value())
                .param("limit", LIST_LIMIT)
                .query(CampaignStore::campaign)
                .list();
    }

    /** Needs the caller's transaction, and the agent locked, or the unique index refuses the second of two. */
    CampaignId start(Caller.Person caller, AgentId agent, IntakeRequest request) {
        CampaignId id = new CampaignId(UUID.randomUUID());
        CampaignFile file = request.file();
        jdbc.sql(START)
                .param("tenant", caller.tenant().value())
                .param("id", id.value())
                .param("owner", caller.user().value())
                .param("agent", agent.value())
                .param("stableId", file.id())
                .param("goal", file.goal())
                .param("budget", file.dailyBudgetUsd())
                .param("posts", file.posts())
                .param("dryRun", request.dryRun())
                .param("rehearsalSoul", request.dryRun() ? request.soul() : null)
                .param("version", VersionId.next().value())
                .param("actor", caller.actor())
                .param("locations", locations(file))
                .update();
        addSources(caller.tenant(), id, request.sources());
        return id;
    }

    /**
     * The file's id, goal, budget, number of posts and sources in place of the campaign's. A COMPLETED one that is asked for more
     * posts is ACTIVE again; a PAUSED one stays so. Needs the caller's transaction.
     *
     * @return the status now; empty when the campaign changed since this version was read
     */
    Optional<CampaignStatus> continueWith(Caller.Person caller, Campaign campaign, IntakeRequest request) {
        CampaignFile file = request.file();
        Optional<CampaignStatus> status = jdbc.sql(CONTINUE)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .param("version", campaign.version().value())
                .param("next", VersionId.next().value())
                .param("stableId", file.id())
                .param("goal", file.goal())
                .param("budget", file.dailyBudgetUsd())
                .param("posts", file.posts())
                .param("actor", caller.actor())
                .param("locations", locations(file))
                .query((row, number) -> CampaignStatus.valueOf(row.getString("status")))
                .optional();
        if (status.isPresent()) {
            jdbc.sql("DELETE FROM campaign_sources WHERE tenant_id = :tenant AND campaign_id = :id")
                    .param("tenant", campaign.tenant().value())
                    .param("id", campaign.id().value())
                    .update();
            addSources(campaign.tenant(), campaign.id(), request.sources());
        }
        return status;
    }

    /** Writes down which attempts stood in what was handed in. Needs the caller's transaction. */
    void hostileText(Caller.Person caller, CampaignId id, List<ObjectNode> evidence) {
        if (evidence.isEmpty()) {
            return;
        }
        jdbc.sql(HOSTILE)
                .param("tenant", caller.tenant().value())
                .param("actor", caller.actor())
                .param("event", HostileFinding.EVENT)
                .param("id", id.value())
                .param("evidence", evidence.stream().map(ObjectNode::toString).toArray(String[]::new))
                .update();
    }

    /** With everything that hangs on it: sources, tasks, reviews, effects. Never anything but a rehearsal. */
    void deleteRehearsal(TenantId tenant, CampaignId id) {
        jdbc.sql("DELETE FROM campaigns WHERE tenant_id = :tenant AND id = :id AND dry_run")
                .param("tenant", tenant.value())
                .param("id", id.value())
                .update();
    }

    /** Rehearsals of every tenant that were started so long ago that whoever asked for them is gone. */
    List<Campaign> leftOverRehearsals(java.time.Duration age, int limit) {
        return jdbc.sql(LEFT_OVER_REHEARSALS)
                .param("seconds", age.toSeconds())
                .param("limit", limit)
                .query(CampaignStore::campaign)
                .list();
    }

    private Optional<VersionId> move(Campaign campaign, CampaignStatus to, String event, String actor) {
        CampaignStatus from = to == CampaignStatus.ACTIVE ? CampaignStatus.PAUSED : CampaignStatus.ACTIVE;
        VersionId next = VersionId.next();
        long moved = jdbc.sql(MOVE)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .param("version", campaign.version().value())
                .param("next", next.value())
                .param("from", from.name())
                .param("to", to.name())
                .param("event", event)
                .param("actor", actor)
                .query(Long.class)
                .single();
        return moved == 0 ? Optional.empty() : Optional.of(next);
    }

    private static String[] locations(CampaignFile file) {
        return file.sources().stream().map(NamedSource::location).toArray(String[]::new);
    }

    private void addSources(TenantId tenant, CampaignId id, List<Source> sources) {
        jdbc.sql(ADD_SOURCES)
                .param("tenant", tenant.value())
                .param("id", id.value())
                .param("locations", sources.stream().map(Source::location).toArray(String[]::new))
                .param("contents", sources.stream().map(Source::content).toArray(String[]::new))
                .param("failures", sources.stream().map(Source::failure).toArray(String[]::new))
                .param("owns", sources.stream().map(Source::own).toArray(Boolean[]::new))
                .update();
    }

    static Campaign campaign(ResultSet row, int number) throws SQLException {
        return new Campaign(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new CampaignId(row.getObject("id", UUID.class)),
                new VersionId(row.getObject("version_id", UUID.class)),
                new AgentId(row.getObject("agent_id", UUID.class)),
                row.getString("agent_name"),
                row.getString("stable_id"),
                row.getString("goal_text"),
                CampaignStatus.valueOf(row.getString("status")),
                row.getBigDecimal("daily_budget_usd"),
                row.getInt("posts_wanted"),
                row.getBoolean("dry_run"));
    }
}
