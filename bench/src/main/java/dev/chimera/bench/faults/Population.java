package dev.chimera.bench.faults;

import dev.chimera.tenant.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tenants with their people and agents, and the campaigns that they hand in. */
final class Population {

    private static final String SOUL = "---\nname: Fault\n---\nWrites little.\n";

    private final JdbcClient jdbc;
    private final List<Tenant> tenants = new ArrayList<>();
    private int campaigns;

    private Population(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A tenant, its OPERATOR with a token, the token of its MODERATOR, and its agents. */
    record Tenant(UUID id, UUID operator, ApiKey operatorToken, ApiKey moderator, List<UUID> agents) {}

    /** Needs the tables, and so a server that was ready once. */
    static Population create(JdbcClient jdbc, int tenants, int agentsOfEach) {
        Population population = new Population(jdbc);
        for (int i = 0; i < tenants; i++) {
            population.tenants.add(population.tenant("tenant-" + i, agentsOfEach));
        }
        return population;
    }

    private Tenant tenant(String name, int agents) {
        UUID tenant = UUID.randomUUID();
        UUID operator = UUID.randomUUID();
        ApiKey operatorToken = ApiKey.fresh();
        ApiKey moderator = ApiKey.fresh();
        jdbc.sql("INSERT INTO tenants (id, name, api_key_hash) VALUES (?, ?, ?)")
                .params(tenant, name, ApiKey.fresh().hash())
                .update();
        jdbc.sql("""
                        INSERT INTO users (tenant_id, id, email, role, token_hash)
                        VALUES (:tenant, :operator, 'operator@localhost', 'OPERATOR', :operatorToken),
                               (:tenant, :moderator, 'moderator@localhost', 'MODERATOR', :token)
                        """)
                .param("tenant", tenant)
                .param("operator", operator)
                .param("operatorToken", operatorToken.hash())
                .param("moderator", UUID.randomUUID())
                .param("token", moderator.hash())
                .update();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            UUID agent = UUID.randomUUID();
            jdbc.sql("INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (?, ?, ?, 'SOUL.md', ?)")
                    .params(tenant, agent, "Agent " + i, SOUL)
                    .update();
            ids.add(agent);
        }
        return new Tenant(tenant, operator, operatorToken, moderator, List.copyOf(ids));
    }

    List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    /** How many campaigns the database has accepted. */
    int campaigns() {
        return campaigns;
    }

    /** Hands in a campaign of a random tenant and agent: one RESEARCH, and two more tasks for every post. */
    UUID handIn(RandomGenerator random, int posts) {
        return handIn(random, posts, "Say something, number " + campaigns);
    }

    UUID handIn(RandomGenerator random, int posts, String goal) {
        Tenant tenant = tenants.get(random.nextInt(tenants.size()));
        return handIn(tenant, tenant.agents().get(random.nextInt(tenant.agents().size())), posts, goal);
    }

    UUID handIn(Tenant tenant, UUID agent, int posts, String goal) {
        UUID campaign = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                               posts_wanted, plan_wanted, version_id, updated_at)
                        VALUES (?, ?, ?, ?, ?, 'ACTIVE', 100000, ?, true, ?,
                                now() - interval '1 minute')
                        """)
                // No hint is sent: the planners find it when they look for what nobody looked after.
                .params(tenant.id(), campaign, tenant.operator(), agent, goal, posts, UUID.randomUUID())
                .update();
        campaigns++;
        return campaign;
    }
}
