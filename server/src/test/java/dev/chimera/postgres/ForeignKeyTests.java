package dev.chimera.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignKeyTests {

    /** An index may leave out the rows that point nowhere, and nothing else. */
    private static final String UNSUPPORTED = """
            SELECT c.conrelid::regclass || ' (' ||
                   (SELECT string_agg(a.attname, ', ' ORDER BY k.place)
                    FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
                    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number)
                   || ') references ' || c.confrelid::regclass
            FROM pg_constraint c
            WHERE c.contype = 'f' AND c.conparentid = 0
              AND NOT EXISTS (
                  SELECT FROM pg_index i
                  CROSS JOIN LATERAL (
                      SELECT (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(c.conkey)] AS prefix) p
                  WHERE i.indrelid = c.conrelid AND i.indisvalid AND p.prefix @> c.conkey AND p.prefix <@ c.conkey
                    AND (i.indpred IS NULL
                         OR EXISTS (SELECT FROM pg_attribute a
                                    WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
                                      AND pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)')))
            ORDER BY 1
            """;

    @Test
    void standBehindAnIndexEach() {
        List<String> unsupported = TestServer.shared()
                .jdbc()
                .sql(UNSUPPORTED)
                .query((row, number) -> row.getString(1))
                .list();
        assertThat(unsupported)
                .as("foreign keys without an index that begins with their columns")
                .isEmpty();
    }
}
