package dev.chimera.bridge;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was posted, for whoever wants to read it. Taking slots and writing posts is {@link SlotStore}'s. */
@Component
public class PostStore {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PostStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Texts of the agent's newest posts, newest first; also of those whose outcome is not known yet, and not of those that
     * failed: nobody has read them.
     */
    public List<String> recentTexts(TenantId tenant, AgentId agent, int limit) {
        return jdbc.sql("""
                        SELECT p.text FROM posts p
                        LEFT JOIN effects e ON e.tenant_id = p.tenant_id AND e.id = p.effect_id
                        WHERE p.tenant_id = :tenant AND p.agent_id = :agent
                          AND (p.state = 'PUBLISHED' OR e.state IS DISTINCT FROM 'FAILED')
                        ORDER BY p.posted_at DESC
                        LIMIT :limit
                        """)
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .param("limit", limit)
                .query((row, _) -> text(row, "text"))
                .list();
    }

    Optional<AgentId> findAgent(TenantId tenant, String name) {
        return jdbc.sql("SELECT id FROM agents WHERE tenant_id = :tenant AND name = :name")
                .param("tenant", tenant.value())
                .param("name", name)
                .query(UUID.class)
                .optional()
                .map(AgentId::new);
    }

    /** The newest published posts, of one agent or of all, oldest first. */
    List<PostListing.Post> listing(TenantId tenant, @Nullable AgentId agent, int limit) {
        List<PostListing.Post> newestFirst = jdbc.sql("""
                        SELECT coalesce(p.external_id, p.id::text) AS public_id, a.name, p.text, p.media_ids,
                               p.is_ai_labeled, p.posted_at, p.task_id, t.result_data -> 'sources' AS sources
                        FROM posts p
                        JOIN agents a ON a.tenant_id = p.tenant_id AND a.id = p.agent_id
                        LEFT JOIN tasks t ON t.tenant_id = p.tenant_id AND t.id = p.task_id
                        LEFT JOIN effects e ON e.tenant_id = p.tenant_id AND e.id = p.effect_id
                        -- A person has seen it where we could not look.
                        WHERE p.tenant_id = :tenant AND (p.state = 'PUBLISHED' OR e.state = 'CONFIRMED')
                          AND (CAST(:agent AS uuid) IS NULL OR p.agent_id = :agent)
                        ORDER BY p.posted_at DESC, p.id
                        LIMIT :limit
                        """)
                .param("tenant", tenant.value())
                .param("agent", agent == null ? null : agent.value())
                .param("limit", limit)
                .query((row, _) -> new PostListing.Post(
                        text(row, "public_id"),
                        text(row, "name"),
                        text(row, "text"),
                        strings(row, "media_ids"),
                        row.getBoolean("is_ai_labeled"),
                        instant(row, "posted_at"),
                        row.getObject("task_id", UUID.class),
                        sources(row.getString("sources"))))
                .list();
        return newestFirst.reversed();
    }

    private List<PostListing.Source> sources(@Nullable String document) {
        List<PostListing.Source> sources = new ArrayList<>();
        if (document != null) {
            for (JsonNode source : json.readTree(document)) {
                sources.add(new PostListing.Source(
                        source.path("title").asString(""), source.path("url").asString("")));
            }
        }
        return sources;
    }

    /** The account's newest tweets, newest first, as its own timeline shows them; of one effect only, where there is one. */
    List<TimelineEntry> timeline(Author author, int limit) {
        return jdbc.sql("""
                        SELECT coalesce(external_id, id::text) AS public_id, effect_id, text, media_ids, is_ai_labeled,
                               posted_at
                        FROM posts
                        WHERE tenant_id = :tenant AND agent_id = :agent AND state = 'PUBLISHED'
                          AND (CAST(:effect AS uuid) IS NULL OR effect_id = :effect)
                        ORDER BY posted_at DESC, id
                        LIMIT :limit
                        """)
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .param("effect", author.effect())
                .param("limit", limit)
                .query((row, _) -> new TimelineEntry(
                        text(row, "public_id"),
                        row.getObject("effect_id", UUID.class),
                        text(row, "text"),
                        strings(row, "media_ids"),
                        row.getBoolean("is_ai_labeled"),
                        instant(row, "posted_at")))
                .list();
    }

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class), column)
                .toInstant();
    }

    static List<String> strings(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }
}
