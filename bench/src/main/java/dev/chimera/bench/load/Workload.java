package dev.chimera.bench.load;

import dev.chimera.broker.TaskHints;
import dev.chimera.campaign.CampaignId;
import dev.chimera.persona.AgentId;
import dev.chimera.task.NewTask;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.TimeOrderedId;
import dev.chimera.tenant.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One tenant, agent and campaign, and tasks for it, planned through the real store. */
record Workload(TenantId tenant, CampaignId campaign, AgentId agent) {

    private static final String SOUL = "---\nname: Bench\n---\nWrites nothing.\n";

    /** Creates the tenant, a person, an agent and a campaign that is planned already. */
    static Workload create(JdbcClient jdbc, String name) {
        UUID tenant = UUID.randomUUID();
        UUID user = UUID.randomUUID();
        UUID agent = UUID.randomUUID();
        UUID campaign = UUID.randomUUID();
        jdbc.sql("INSERT INTO tenants (id, name, api_key_hash) VALUES (?, ?, ?)")
                .params(tenant, name, "0".repeat(64))
                .update();
        jdbc.sql("INSERT INTO users (tenant_id, id, email, role) VALUES (?, ?, ?, 'OPERATOR')")
                .params(tenant, user, name + "@localhost")
                .update();
        jdbc.sql("INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (?, ?, ?, 'SOUL.md', ?)")
                .params(tenant, agent, name, SOUL)
                .update();
        jdbc.sql("""
                        INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                               posts_wanted, plan_wanted, version_id)
                        VALUES (?, ?, ?, ?, 'Measure', 'ACTIVE', 0, 0, false, ?)
                        """).params(tenant, campaign, user, agent, UUID.randomUUID()).update();
        return new Workload(new TenantId(tenant), new CampaignId(campaign), new AgentId(agent));
    }

    List<NewTask> tasks(int count) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode().put("goal", "Measure");
        ObjectNode constraints = JsonNodeFactory.instance.objectNode().put("voice_ref", "SOUL.md");
        return Stream.generate(() -> new NewTask(
                        tenant,
                        new TaskId(TimeOrderedId.at(InstantSource.system())),
                        campaign,
                        agent,
                        TaskType.RESEARCH,
                        payload,
                        constraints,
                        null,
                        List.of(),
                        null,
                        false))
                .limit(count)
                .toList();
    }

    /** Plans and hints, as the Planner does; gives back how many hints did not fit. */
    static int plan(TaskStore store, TaskHints hints, List<NewTask> tasks) {
        List<Task> claimable = store.plan(tasks, "planner");
        return hints.hint(claimable);
    }
}
