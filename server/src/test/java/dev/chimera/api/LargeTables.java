package dev.chimera.api;

import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;

/** Much that was done before: tasks, posts, payments and reviews of one tenant, in campaigns of twenty tasks. */
final class LargeTables {

    private LargeTables() {}

    /** Fills the tenant of this campaign; every task has ended. */
    static void fill(TestServer server, TestCampaign campaign, int tasks, int posts) {
        server.jdbc()
                .sql("""
                        INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                               posts_wanted, plan_wanted, version_id)
                        SELECT tenant_id, md5('old' || i)::uuid, owner_id, agent_id, 'Old ' || i, 'COMPLETED', 0, 0, false,
                               gen_random_uuid()
                        FROM campaigns CROSS JOIN generate_series(0, :tasks / 20) i WHERE tenant_id = :tenant AND id = :id
                        """)
                .param("tasks", tasks)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .update();
        run(server, campaign, tasks, """
                INSERT INTO tasks (tenant_id, id, campaign_id, agent_id, type, payload, status, version_id, updated_at)
                SELECT c.tenant_id, md5('task' || i)::uuid, md5('old' || i / 20)::uuid, c.agent_id, 'ENGAGEMENT',
                       '{"text": "Old."}', 'COMPLETED', gen_random_uuid(), now() - interval '1 day'
                FROM campaigns c CROSS JOIN generate_series(0, :n - 1) i WHERE c.tenant_id = :tenant AND c.id = :id
                """);
        server.jdbc()
                .sql("INSERT INTO tallies (tenant_id, kind, state, ended)"
                        + " VALUES (:tenant, 'TASK', 'COMPLETED', :tasks), (:tenant, 'EFFECT', 'CONFIRMED', :posts)")
                .param("tenant", campaign.tenant().value())
                .param("posts", posts)
                .param("tasks", tasks)
                .update();
        run(server, campaign, posts, """
                INSERT INTO posts (tenant_id, id, agent_id, task_id, text, is_ai_labeled, state, posted_at)
                SELECT c.tenant_id, md5('post' || i)::uuid, c.agent_id, md5('task' || i)::uuid, 'Old ' || i, true,
                       'PUBLISHED', now() - interval '1 day'
                FROM campaigns c CROSS JOIN generate_series(0, :n - 1) i WHERE c.tenant_id = :tenant AND c.id = :id
                """);
        run(server, campaign, posts, """
                INSERT INTO effects (tenant_id, id, task_id, agent_id, tool, arguments, content_hash, approved_by, state,
                                     ready_at, external_id, version_id)
                SELECT c.tenant_id, md5('effect' || i)::uuid, md5('task' || i)::uuid, c.agent_id, 'post_tweet',
                       '{"text": "Old."}', md5('h' || i) || md5('i' || i), 'judge', 'CONFIRMED',
                       now() - interval '1 day', 'x' || i, gen_random_uuid()
                FROM campaigns c CROSS JOIN generate_series(0, :n - 1) i WHERE c.tenant_id = :tenant AND c.id = :id
                """);
    }

    private static void run(TestServer server, TestCampaign campaign, int count, String sql) {
        server.jdbc()
                .sql(sql)
                .param("n", count)
                .param("tenant", campaign.tenant().value())
                .param("id", campaign.id().value())
                .update();
    }
}
