package dev.chimera.judge;

import dev.chimera.bridge.Addressees;
import dev.chimera.bridge.Handle;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what other agents and other people have to do with a post. */
@Repository
class OthersStore {

    /** Newest first, each half by an index that has the tenant and the time. */
    private static final String SAID_BY_OTHERS = """
            SELECT said.text FROM (
                (SELECT p.text, p.posted_at AS at FROM posts p
                 LEFT JOIN effects e ON e.tenant_id = p.tenant_id AND e.id = p.effect_id
                 WHERE p.tenant_id = :tenant AND p.agent_id <> :agent AND p.posted_at > now() - :days * interval '1 day'
                   AND (p.state = 'PUBLISHED' OR e.state IS DISTINCT FROM 'FAILED')
                 ORDER BY p.posted_at DESC LIMIT :limit)
                UNION ALL
                (SELECT e.arguments->>'text', e.created_at FROM effects e
                 WHERE e.tenant_id = :tenant AND e.agent_id <> :agent AND e.tool = 'post_tweet'
                   AND e.state IN ('INTENDED', 'SENDING', 'UNKNOWN')
                   AND e.created_at > now() - :days * interval '1 day'
                 ORDER BY e.created_at DESC LIMIT :limit)
            ) said
            ORDER BY said.at DESC LIMIT :limit
            """;

    /** What is older is not on anybody's screen beside a new post any more. */
    private static final int DAYS = 7;

    private static final int REMEMBERED = 200;

    private final JdbcClient jdbc;
    private final Addressees addressees;

    OthersStore(JdbcClient jdbc, Addressees addressees) {
        this.jdbc = jdbc;
        this.addressees = addressees;
    }

    /** The newest {@value #REMEMBERED} of the last {@value #DAYS} days. */
    List<String> posts(Brief brief) {
        return jdbc.sql(SAID_BY_OTHERS)
                .param("tenant", brief.tenant().value())
                .param("agent", brief.agent().value())
                .param("days", DAYS)
                .param("limit", REMEMBERED)
                .query((row, number) -> row.getString("text"))
                .list();
    }

    /** Hardly any post addresses somebody, and then nothing is asked. */
    Others of(Brief brief, String text, List<String> posts) {
        Set<Handle> mentioned = Handle.mentionedIn(text);
        return new Others(
                addressees.summoned(brief.tenant(), brief.agent(), mentioned),
                addressees.optedOut(brief.tenant(), mentioned),
                posts);
    }
}
