package dev.chimera.budget;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What holds of the ledger whenever one looks, as long as no agent moves to another backend meanwhile. */
public final class Balance {

    /** One statement, so that all is seen at the same moment. */
    private static final String VIOLATIONS = """
            WITH sums AS (
                SELECT tenant_id, campaign_id, day, coalesce(sum(reserved_usd) FILTER (WHERE state = 'RESERVED'), 0) AS reserved,
                       coalesce(sum(settled_usd), 0) AS spent
                FROM ledger_entries GROUP BY tenant_id, campaign_id, day
            ), held AS (
                SELECT tenant_id, effect_id, sum(reserved_usd) AS reserved
                FROM ledger_entries WHERE state = 'RESERVED' AND effect_id IS NOT NULL GROUP BY tenant_id, effect_id
            )
            SELECT 'campaign ' || d.campaign_id || ' has ' || d.reserved_usd || ' reserved and ' || d.spent_usd || ' spent on '
                   || d.day || ', its entries say ' || coalesce(s.reserved, 0) || ' and ' || coalesce(s.spent, 0)
            FROM budget_days d
            LEFT JOIN sums s ON s.tenant_id = d.tenant_id AND s.campaign_id = d.campaign_id AND s.day = d.day
            WHERE d.reserved_usd <> coalesce(s.reserved, 0) OR d.spent_usd <> coalesce(s.spent, 0)
            UNION ALL
            SELECT 'effect ' || e.id || ' is ' || e.state || ' and holds ' || e.reserved_usd || ', the ledger says '
                   || coalesce(h.reserved, 0)
            FROM effects e LEFT JOIN held h ON h.tenant_id = e.tenant_id AND h.effect_id = e.id
            WHERE e.reserved_usd <> coalesce(h.reserved, 0)
               OR (h.reserved IS NOT NULL AND e.state NOT IN ('SENDING', 'UNKNOWN'))
            UNION ALL
            SELECT 'effect ' || e.id || ' is ' || e.state || ' on X, and nothing is reserved for it'
            FROM effects e
            JOIN agents a ON a.tenant_id = e.tenant_id AND a.id = e.agent_id AND a.twitter = 'x'
            WHERE e.tool = 'post_tweet' AND e.state IN ('SENDING', 'UNKNOWN') AND e.reserved_usd = 0
            UNION ALL
            SELECT 'effect ' || e.id || ' happened, and what was reserved for it is not settled'
            FROM effects e
            WHERE e.state = 'CONFIRMED'
              AND EXISTS (SELECT FROM ledger_entries l WHERE l.tenant_id = e.tenant_id AND l.effect_id = e.id)
              AND NOT EXISTS (SELECT FROM ledger_entries l
                              WHERE l.tenant_id = e.tenant_id AND l.effect_id = e.id AND l.state = 'SETTLED')
            UNION ALL
            SELECT 'campaign ' || c.id || ' is a rehearsal and has entries'
            FROM campaigns c WHERE c.dry_run
              AND EXISTS (SELECT FROM budget_days d WHERE d.tenant_id = c.tenant_id AND d.campaign_id = c.id)
            LIMIT 100
            """;

    private Balance() {}

    /** Each in a sentence, up to a hundred; none when the ledger is balanced. */
    public static List<String> violations(JdbcClient jdbc) {
        return jdbc.sql(VIOLATIONS).query((row, number) -> row.getString(1)).list();
    }
}
