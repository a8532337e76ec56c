package dev.chimera.bridge;

import dev.chimera.embedded.SharedServers;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.TenantId;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rooms tenant, bridge and tool, booted over a real PostgreSQL with a database of its own. */
public final class BridgeApp implements AutoCloseable {

    public static final String SERVICE_TOKEN = "the-service-token-of-the-tests";

    /** Not a {@code @Configuration}: a scan of the whole product must not find it. */
    @EnableAutoConfiguration
    @ComponentScan({"dev.chimera.tenant", "dev.chimera.bridge", "dev.chimera.tool"})
    static class Rooms {}

    private final ConfigurableApplicationContext context;

    private BridgeApp(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** An empty database that nobody else uses. */
    public static String database() {
        return SharedServers.fresh().jdbcUrl();
    }

    /** Takes a database away under whoever uses it. */
    public static void drop(String database) throws SQLException {
        String name = database.replaceFirst(".*/([a-z0-9_]+)(\\?.*)?$", "$1");
        String neighbour = SharedServers.fresh().jdbcUrl();
        try (var connection = DriverManager.getConnection(neighbour);
                var statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    public static BridgeApp start(String database, String... properties) {
        return start(database, null, properties);
    }

    public static BridgeApp start(String database, @Nullable Timeline timeline, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.datasource.url=" + database,
                "spring.threads.virtual.enabled=true",
                "spring.main.banner-mode=off",
                "chimera.embedded=false",
                "chimera.service-token=" + SERVICE_TOKEN));
        for (String property : properties) {
            // The later one counts; given twice on a command line, they would become a list.
            all.removeIf(other -> other.split("=")[0].equals(property.split("=")[0]));
            all.add(property);
        }
        return new BridgeApp(new SpringApplicationBuilder(Rooms.class)
                .web(WebApplicationType.SERVLET)
                .initializers(fresh -> {
                    if (timeline != null) {
                        fresh.getBeanFactory().registerSingleton("timelineOfTheTest", timeline);
                    }
                })
                .run(all.stream().map(property -> "--" + property).toArray(String[]::new)));
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /** An agent that is free to post. */
    public record TestAgent(TenantId tenant, UUID id, ApiKey key) {}

    public TestAgent agent(String tenantName, String name) {
        ApiKey key = ApiKey.fresh();
        UUID id = UUID.randomUUID();
        jdbc().sql("INSERT INTO tenants (id, name, api_key_hash) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING")
                .params(UUID.randomUUID(), tenantName, ApiKey.fresh().hash())
                .update();
        UUID tenant = jdbc().sql("SELECT id FROM tenants WHERE name = ?")
                .param(tenantName)
                .query(UUID.class)
                .single();
        jdbc().sql("""
                        INSERT INTO agents (tenant_id, id, name, soul_link, soul, api_key_hash)
                        VALUES (?, ?, ?, 'SOUL.md', '', ?)
                        """).params(tenant, id, name, key.hash()).update();
        return new TestAgent(new TenantId(tenant), id, key);
    }

    /** Lets the database's clock be past the cooldown, without anybody waiting for it. */
    public void freeSlot(TestAgent agent) {
        jdbc().sql("UPDATE agents SET next_slot_at = '-infinity' WHERE id = ?")
                .param(agent.id())
                .update();
    }

    public long count(String sql, Object... params) {
        return jdbc().sql(sql).params(List.of(params)).query(Long.class).single();
    }

    @Override
    public void close() {
        context.close();
    }
}
