package dev.chimera.bench.load;

import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a tenant did before somebody looks: ended tasks in campaigns of twenty, and posts of the first of them. */
final class OldWork {

    private final JdbcClient jdbc;
    private final Workload workload;

    /** @param jdbc without bounds: a million rows may take longer than any statement of the server */
    OldWork(JdbcClient jdbc, Workload workload) {
        this.jdbc = jdbc;
        this.workload = workload;
    }

    /** Gives the campaign that is looked at twenty tasks of its own. */
    void campaignInView() {
        tasks(20, "now", "SELECT id FROM campaigns WHERE tenant_id = :tenant AND id = :campaign");
    }

    void write(int tasks, int posts) {
        run("""
                INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd, posts_wanted,
                                       plan_wanted, version_id)
                SELECT tenant_id, md5('old' || i)::uuid, owner_id, agent_id, 'Old ' || i, 'COMPLETED', 0, 0, false,
                       gen_random_uuid()
                FROM campaigns CROSS JOIN generate_series(0, :n / 20) i WHERE tenant_id = :tenant AND id = :campaign
                """, tasks);
        tasks(tasks, "old", "SELECT md5('old' || i / 20)::uuid AS id");
        jdbc.sql("INSERT INTO tallies (tenant_id, kind, state, ended)"
                        + " VALUES (:tenant, 'TASK', 'COMPLETED', :tasks), (:tenant, 'EFFECT', 'CONFIRMED', :posts)")
                .param("tenant", workload.tenant().value())
                .param("tasks", tasks)
                .param("posts", posts)
                .update();
        run("""
                INSERT INTO posts (tenant_id, id, agent_id, task_id, text, is_ai_labeled, state, posted_at)
                SELECT c.tenant_id, md5('post' || i)::uuid, c.agent_id, md5('old' || i)::uuid, 'Old ' || i, true,
                       'PUBLISHED', now() - interval '1 day'
                FROM campaigns c CROSS JOIN generate_series(0, :n - 1) i WHERE c.tenant_id = :tenant AND c.id = :campaign
                """, posts);
        run("""
                INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by, state,
                                     ready_at, external_id, version_id)
                SELECT c.tenant_id, md5('effect' || i)::uuid, md5('old' || i)::uuid, c.agent_id, 'post_tweet',
                       '{"text": "Old."}', md5('h' || i) || md5('i' || i), 'judge', 'CONFIRMED', now() - interval '1 day',
                       'x' || i, gen_random_uuid()
                FROM campaigns c CROSS JOIN generate_series(0, :n - 1) i WHERE c.tenant_id = :tenant AND c.id = :campaign
                """, posts);
    }

    private void tasks(int count, String name, String campaign) {
        run(String.format(Locale.ROOT, """
                INSERT INTO tasks (tenant_id, id, campaign_id, agent_id, type, payload, status, version_id)
                SELECT c.tenant_id, md5('%s' || i)::uuid, o.id, c.agent_id, 'ENGAGEMENT', '{"text": "Old."}', 'COMPLETED',
                       gen_random_uuid()
                FROM campaigns c CROSS JOIN generate_series(0, :n - 1) i CROSS JOIN LATERAL (%s) o
                WHERE c.tenant_id = :tenant AND c.id = :campaign
                """, name, campaign), count);
    }

    private void run(String sql, int count) {
        jdbc.sql(sql)
                .param("n", count)
                .param("tenant", workload.tenant().value())
                .param("campaign", workload.campaign().value())
                .update();
    }
}
