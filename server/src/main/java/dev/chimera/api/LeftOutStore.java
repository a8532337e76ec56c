package dev.chimera.api;

import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What of its sources became no post, where a campaign has fewer than it wants: an editor who is missed gives a reason. */
@Repository
class LeftOutStore {

    private static final int MOST = 300;

    /**
     * What could not be read, what RESEARCH did not pick, what nothing could be written of, and what the Judge rejected for
     * good; each once.
     */
    private static final String LEFT_OUT = """
            WITH short AS (
                SELECT c.tenant_id, c.id FROM campaigns c
                WHERE c.tenant_id = :tenant AND c.id = ANY(:ids)
                  AND c.posts_wanted > (SELECT count(*) FROM tasks l
                                        WHERE l.tenant_id = c.tenant_id AND l.campaign_id = c.id
                                          AND l.type = 'ENGAGEMENT' AND l.submitted_by IS NULL
                                          AND (l.status <> 'FAILED' OR l.error_code = 'CANCELLED'))
                  AND EXISTS (SELECT FROM tasks f
                              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND f.status = 'FAILED')
            ), said AS (
                SELECT t.id, l->>'location' AS location, l->>'item' AS item, l->>'code' AS code,
                       l->>'message' AS message, coalesce(l->>'text', '') AS text
                FROM short s
                JOIN tasks t ON t.tenant_id = s.tenant_id AND t.campaign_id = s.id
                            AND (t.type = 'RESEARCH' OR (t.type = 'CONTENT_GEN' AND t.error_code = 'NO_MATERIAL'))
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN jsonb_typeof(t.result_data->'left_out') = 'array' THEN t.result_data->'left_out'
                         ELSE '[]' END
                    || CASE WHEN jsonb_typeof(t.result_data->'passed_over') = 'array' THEN t.result_data->'passed_over'
                            ELSE '[]' END) AS l
                UNION ALL
                SELECT t.id, t.result_data->'sources'->0->>'url', t.result_data->'sources'->0->>'title', t.error_code,
                       t.error_message,
                       coalesce(t.result_data->>'text', t.result_data->'proposal'->'arguments'->>'text', '')
                FROM short s
                JOIN tasks t ON t.tenant_id = s.tenant_id AND t.campaign_id = s.id AND t.status = 'FAILED'
                            AND t.type IN ('CONTENT_GEN', 'ENGAGEMENT') AND t.error_code IN ('REJECTED', 'DUPLICATE')
            )
            SELECT location, item, code, message, text FROM (
                SELECT DISTINCT ON (location, item, text) * FROM said ORDER BY location, item, text, id
            ) once
            ORDER BY id, location, item, text
            LIMIT :most
            """;

    private final JdbcClient jdbc;

    LeftOutStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A part of a source that became no post.
     *
     * @param location of the source, as the campaign file names it, or where the item stands
     * @param item its title; empty where it has none
     * @param code stable, UPPER_SNAKE_CASE
     * @param text the beginning of what is not said; empty for what could not be read
     */
    record LeftOut(String location, String item, String code, String message, String text) {}

    List<LeftOut> of(TenantId tenant, UUID[] campaigns) {
        return jdbc.sql(LEFT_OUT)
                .param("tenant", tenant.value())
                .param("ids", campaigns)
                .param("most", MOST)
                .query((row, number) -> new LeftOut(
                        orEmpty(row.getString("location")),
                        orEmpty(row.getString("item")),
                        orEmpty(row.getString("code")),
                        orEmpty(row.getString("message")),
                        orEmpty(row.getString("text"))))
                .list();
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
