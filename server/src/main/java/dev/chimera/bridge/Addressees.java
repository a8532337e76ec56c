package dev.chimera.bridge;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who may be addressed: by the tables {@code x_mentions}, which reading the mentions fills, and {@code opt_outs}. */
@Repository
public class Addressees {

    /** A summons is answered soon or not at all: after a week it is no conversation any more. */
    static final int SUMMONS_DAYS = 7;

    private static final String SUMMONED = """
            SELECT handle FROM x_mentions
            WHERE tenant_id = :tenant AND agent_id = :agent AND handle = ANY(CAST(:handles AS text[]))
              AND mentioned_at > now() - :days * interval '1 day'
            """;

    private static final String OPTED_OUT = """
            SELECT handle FROM opt_outs WHERE tenant_id = :tenant AND handle = ANY(CAST(:handles AS text[]))
            """;

    private final JdbcClient jdbc;

    Addressees(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of the handles that mentioned the agent within the last {@value #SUMMONS_DAYS} days. */
    public Set<Handle> summoned(TenantId tenant, AgentId agent, Collection<Handle> handles) {
        if (handles.isEmpty()) {
            return Set.of();
        }
        return handles(jdbc.sql(SUMMONED)
                .param("tenant", tenant.value())
                .param("agent", agent.value())
                .param("handles", array(handles))
                .param("days", SUMMONS_DAYS));
    }

    /** Those of the handles that asked to be left alone. */
    public Set<Handle> optedOut(TenantId tenant, Collection<Handle> handles) {
        if (handles.isEmpty()) {
            return Set.of();
        }
        return handles(jdbc.sql(OPTED_OUT).param("tenant", tenant.value()).param("handles", array(handles)));
    }

    static String[] array(Collection<Handle> handles) {
        return handles.stream().map(Handle::value).toArray(String[]::new);
    }

    private static Set<Handle> handles(JdbcClient.StatementSpec query) {
        return query.query((row, _) -> new Handle(row.getString("handle"))).list().stream()
                .collect(Collectors.toUnmodifiableSet());
    }
}
