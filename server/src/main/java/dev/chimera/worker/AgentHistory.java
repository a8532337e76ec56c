package dev.chimera.worker;

import dev.chimera.bridge.PostStore;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What an agent posted, from the bridge's posts and from the tasks that led to them. */
@Repository
class AgentHistory implements PostHistory {

    /** What is on its way counts: it will be posted. */
    private static final String USED = """
            SELECT DISTINCT s->>'url'
            FROM effects e
            JOIN tasks t ON t.tenant_id = e.tenant_id AND t.id = e.task_id
            CROSS JOIN LATERAL jsonb_array_elements(coalesce(t.result_data->'sources', '[]')) AS s
            WHERE e.tenant_id = :tenant AND e.agent_id = :agent AND e.state <> 'FAILED' AND s->>'url' IS NOT NULL
            LIMIT 10000
            """;

    private final PostStore posts;
    private final JdbcClient jdbc;

    AgentHistory(PostStore posts, JdbcClient jdbc) {
        this.posts = posts;
        this.jdbc = jdbc;
    }

    @Override
    public List<String> recentTexts(TenantId tenant, AgentId agent, int most) {
        return posts.recentTexts(tenant, agent, most);
    }

    @Override
    public Set<String> usedUrls(TenantId tenant, AgentId agent) {
        return new HashSet<>(jdbc.sql(USED)
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .query((row, number) -> row.getString(1))
                .list());
    }
}
