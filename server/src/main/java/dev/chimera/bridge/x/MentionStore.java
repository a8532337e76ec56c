package dev.chimera.bridge.x;

import dev.chimera.bridge.RemoteTimeline.Mention;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who named an agent, and when last: the table {@code x_mentions}, by which the Judge knows whom it may answer. */
@Repository
class MentionStore {

    /** What the table takes; X's own rule is narrower. */
    private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_]{1,20}");

    private final JdbcClient jdbc;

    MentionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void remember(XAccount account, List<Mention> mentions) {
        for (Mention mention : mentions) {
            if (!HANDLE.matcher(mention.author()).matches()) {
                continue;
            }
            jdbc.sql("""
                            INSERT INTO x_mentions AS m (tenant_id, agent_id, handle, mentioned_at)
                            VALUES (:tenant, :agent, lower(:handle), :at)
                            ON CONFLICT (tenant_id, agent_id, handle) DO UPDATE
                            SET mentioned_at = greatest(m.mentioned_at, excluded.mentioned_at)
                            WHERE m.mentioned_at < excluded.mentioned_at
                            """)
                    .param("tenant", account.tenant().value())
                    .param("agent", account.agent().value())
                    .param("handle", mention.author())
                    .param("at", mention.postedAt().atOffset(ZoneOffset.UTC))
                    .update();
        }
    }
}
