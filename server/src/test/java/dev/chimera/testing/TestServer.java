package dev.chimera.testing;

import dev.chimera.ChimeraServer;
import dev.chimera.embedded.SharedServers;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole product on a real PostgreSQL and a real Redis, behind real HTTP on a free port. */
public final class TestServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Caller.Person, ApiKey> tokens = new ConcurrentHashMap<>();

    /** An answer; {@code json} is a missing node when there was no body. */
    public record Reply(int status, HttpResponse<String> raw, JsonNode json) {

        public String code() {
            return json.path("error").path("code").asString("");
        }

        public String message() {
            return json.path("error").path("message").asString("");
        }
    }

    /** A fresh tenant, so that tests do not meet. */
    public record Tenant(TenantId id, Caller.Person operator, Caller.Person moderator) {}

    /** Not annotated, so that no other application finds it when it scans for its components. */
    static class Faults {

        @Bean
        RouterFunction<ServerResponse> faults() {
            return RouterFunctions.route()
                    .GET("/faults/unexpected", request -> {
                        throw new IllegalStateException("secret detail");
                    })
                    .GET("/faults/redis", request -> {
                        try (RedisClient client = RedisClient.create("redis://127.0.0.1:1")) {
                            client.connect().close();
                        }
                        return ServerResponse.ok().build();
                    })
                    .POST("/faults/echo", request -> ServerResponse.ok().body(request.body(byte[].class).length))
                    .build();
        }
    }

    private static final class Shared {
        static final TestServer SERVER = start("api");

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    private TestServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** One for all tests of this JVM; only the API runs, so nothing happens that a test did not ask for. */
    public static TestServer shared() {
        return Shared.SERVER;
    }

    /**
     * One with a database and a Redis of its own.
     *
     * @param roles as in {@code chimera.roles}
     * @param properties as {@code name=value}
     */
    public static TestServer start(String roles, String... properties) {
        return start(SharedServers.fresh(), roles, properties);
    }

    /** One on servers that the test has started itself, so that it can stop them. */
    public static TestServer start(SharedServers.Fresh servers, String roles, String... properties) {
        return start(servers, roles, List.of(), Map.of(), properties);
    }

    /**
     * One in which some beans are the test's own.
     *
     * @param sources classes with {@code @Bean} methods; a handler of the same type, or a {@code @Primary} bean, replaces
     *     the product's
     */
    public static TestServer start(
            SharedServers.Fresh servers, String roles, List<Class<?>> sources, String... properties) {
        return start(servers, roles, sources, Map.of(), properties);
    }

    /**
     * One with these objects, by name, in addition to the product's own beans.
     */
    public static TestServer start(
            SharedServers.Fresh servers, String roles, Map<String, Object> beans, String... properties) {
        return start(servers, roles, List.of(), beans, properties);
    }

    private static TestServer start(
            SharedServers.Fresh servers,
            String roles,
            List<Class<?>> sources,
            Map<String, Object> beans,
            String... properties) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("server.port", "0");
        all.put("chimera.embedded", "false");
        all.put("chimera.postgres.url", servers.jdbcUrl());
        all.put("chimera.redis.url", servers.redisUrl());
        all.put("chimera.roles", roles);
        // Tests make tenants of their own, which share one environment.
        all.put("chimera.secret.allow", "*=*");
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        }
        SpringApplication application =
                new SpringApplication(Stream.concat(Stream.of(ChimeraServer.class, Faults.class), sources.stream())
                        .toArray(Class<?>[]::new));
        application.setRegisterShutdownHook(false);
        application.addInitializers(context ->
                beans.forEach((name, bean) -> context.getBeanFactory().registerSingleton(name, bean)));
        return new TestServer(application.run(all.entrySet().stream()
                .map(each -> "--" + each.getKey() + "=" + each.getValue())
                .toArray(String[]::new)));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Hears every event of this type that is published from now on, on the thread that publishes it. */
    public <E> void listen(Class<E> type, Consumer<E> listener) {
        context.addApplicationListener(event -> {
            if (event instanceof PayloadApplicationEvent<?> e && type.isInstance(e.getPayload())) {
                listener.accept(type.cast(e.getPayload()));
            }
        });
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /**
     * As the owner of the tables, who may what the server may not: create triggers, change the audit log. A connection of
     * its own for each statement.
     */
    public JdbcClient owner() {
        return JdbcClient.create(
                new DriverManagerDataSource(context.getEnvironment().getRequiredProperty("chimera.postgres.url")));
    }

    public Tenant newTenant() {
        TenantId tenant = new TenantId(UUID.randomUUID());
        jdbc().sql("INSERT INTO tenants (id, name, api_key_hash) VALUES (:id, :name, repeat('0', 64))")
                .param("id", tenant.value())
                .param("name", tenant.toString())
                .update();
        return new Tenant(tenant, newUser(tenant, Role.OPERATOR), newUser(tenant, Role.MODERATOR));
    }

    private Caller.Person newUser(TenantId tenant, Role role) {
        Caller.Person person = new Caller.Person(tenant, new UserId(UUID.randomUUID()), role + "@example.com", role);
        ApiKey token = ApiKey.fresh();
        tokens.put(person, token);
        jdbc().sql(
                        "INSERT INTO users (tenant_id, id, email, role, token_hash) VALUES (:tenant, :id, :email, :role, :hash)")
                .param("tenant", tenant.value())
                .param("id", person.user().value())
                .param("email", person.email())
                .param("role", role.name())
                .param("hash", token.hash())
                .update();
        return person;
    }

    /** The events that the audit log has of a tenant, in order. */
    public List<String> audited(Tenant tenant) {
        return jdbc().sql("SELECT event FROM audit_log WHERE tenant_id = :tenant ORDER BY seq")
                .param("tenant", tenant.id().value())
                .query((row, number) -> row.getString("event"))
                .list();
    }

    public Reply get(Caller.Person caller, String path) {
        return send(as(caller, path).GET());
    }

    public Reply delete(Caller.Person caller, String path) {
        return send(as(caller, path).DELETE());
    }

    public Reply post(Caller.Person caller, String path) {
        return send(as(caller, path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    public Reply post(Caller.Person caller, String path, String json) {
        return send(as(caller, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    public HttpRequest.Builder as(Caller.Person caller, String path) {
        return to(path).header("Authorization", "Bearer " + token(caller));
    }

    /** What this person sends as its bearer token. */
    public String token(Caller.Person person) {
        return Objects.requireNonNull(tokens.get(person), "not a person of this server")
                .reveal();
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> raw = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(raw.statusCode(), raw, JSON.readTree(raw.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    /** Whatever the test did, the ledger has to be balanced after it. */
    @Override
    public void close() {
        try {
            BalancedLedger.checkIfThere(jdbc());
        } finally {
            context.close();
            http.close();
        }
    }
}
