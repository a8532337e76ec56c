package dev.chimera.bridge;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which timeline an account's tweets go to: the one that its agent chose, unless there is one for everybody. */
final class Timelines {

    private static final PostgresTimeline OWN = new PostgresTimeline();

    private final JdbcClient jdbc;
    private final @Nullable Timeline everybodys;
    private final Map<String, RemoteTimeline> chosen;

    /** @param everybodys where all tweets go, whatever the agents chose; null where each goes where its agent wants it */
    Timelines(JdbcClient jdbc, @Nullable Timeline everybodys, List<NamedTimeline> named) {
        this.jdbc = jdbc;
        this.everybodys = everybodys;
        this.chosen = named.stream().collect(Collectors.toMap(NamedTimeline::name, NamedTimeline::timeline));
    }

    /** Our own for an agent that does not exist: whoever asks next refuses it. */
    Timeline of(Author author) {
        if (everybodys != null) {
            return everybodys;
        }
        return jdbc.sql("SELECT twitter FROM agents WHERE tenant_id = :tenant AND id = :agent")
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .query(String.class)
                .optional()
                .map(this::named)
                .orElse(OWN);
    }

    private Timeline named(String name) {
        if (name.equals("timeline")) {
            return OWN;
        }
        RemoteTimeline timeline = chosen.get(name);
        if (timeline == null) {
            throw new IllegalStateException("there is no timeline called " + name);
        }
        return timeline;
    }
}
