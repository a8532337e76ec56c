package dev.chimera.bridge;

import dev.chimera.embedded.SharedServers;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.TestServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A process of the product that offers the bridge, over a database that a test can hand to the next one. */
public final class BridgeApp implements AutoCloseable {

    public static final String SERVICE_TOKEN = "the-service-token-of-the-tests";

    /** What an agent's own posts are held against. */
    private static final String SOUL = """
            ---
            name: Maya Roast
            voice: warm, precise
            values:
              - growers are named
            topics:
              - coffee
            avoid:
              - synergy
            ---

            Maya roasts coffee in a small shop.
            """;

    private final TestServer server;

    private BridgeApp(TestServer server) {
        this.server = server;
    }

    /** Over a server that the test has started itself. */
    static BridgeApp of(TestServer server) {
        return new BridgeApp(server);
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

    /** Takes a database away from whoever uses it, or gives it back. */
    static void away(String database, boolean away) throws SQLException {
        String name = database.replaceFirst(".*/([a-z0-9_]+)(\\?.*)?$", "$1");
        try (var connection = DriverManager.getConnection(SharedServers.fresh().jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS " + !away);
            if (away) {
                statement.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
            }
        }
    }

    public static BridgeApp start(String database, String... properties) {
        return start(database, null, properties);
    }

    public static BridgeApp start(String database, @Nullable Timeline timeline, String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("chimera.service-token=" + SERVICE_TOKEN);
        return new BridgeApp(TestServer.start(
                new SharedServers.Fresh(database, SharedServers.fresh().redisUrl()),
                "bridge",
                timeline == null ? Map.of() : Map.of("timelineOfTheTest", timeline),
                all.toArray(String[]::new)));
    }

    public int port() {
        return server.port();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public <T> T bean(Class<T> type) {
        return server.bean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /** How many connections wait for somebody else's lock; the server's own role does not see what others wait for. */
    long waitingForLocks() {
        return server.owner().sql("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """).query(Long.class).single();
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
                        VALUES (?, ?, ?, 'SOUL.md', ?, ?)
                        """).params(tenant, id, name, SOUL, key.hash()).update();
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
        server.close();
    }
}
