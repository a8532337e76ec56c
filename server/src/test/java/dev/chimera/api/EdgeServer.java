package dev.chimera.api;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.persona.Soul;
import dev.chimera.persona.SoulReader;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import dev.chimera.tenant.TenantId;
import dev.chimera.tenant.UserId;
import io.lettuce.core.RedisClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.MethodParameter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Intake, agents and the edge on a real PostgreSQL, behind real HTTP on a free port. Who is calling stands in headers
 * here; the real proof is the tenant module's, and has its own tests.
 */
public final class EdgeServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EmbeddedPostgres postgres;
    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

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
    @EnableAutoConfiguration
    @ComponentScan({"dev.chimera.api", "dev.chimera.campaign", "dev.chimera.persona"})
    static class Application implements WebMvcConfigurer {

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new HeaderCaller());
        }

        @Bean
        @Fallback
        SoulReader soulReader() {
            return text -> {
                if (!text.startsWith("---")) {
                    throw ChimeraException.badInput("SOUL_INVALID", "SOUL.md has no front matter", "begin it with ---");
                }
                return new Soul("x", "plain", List.of(), List.of(), List.of(), List.of(), text);
            };
        }

        @Bean
        RouterFunction<ServerResponse> faults() {
            return RouterFunctions.route()
                    .GET("/v1/faults/unexpected", request -> {
                        throw new IllegalStateException("secret detail");
                    })
                    .GET("/v1/faults/redis", request -> {
                        try (RedisClient client = RedisClient.create("redis://127.0.0.1:1")) {
                            client.connect().close();
                        }
                        return ServerResponse.ok().build();
                    })
                    .POST("/v1/faults/echo", request -> ServerResponse.ok().body(request.body(byte[].class).length))
                    .build();
        }
    }

    private static final class HeaderCaller implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.Person.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            String tenant = request.getHeader("X-Tenant");
            String user = request.getHeader("X-User");
            String role = request.getHeader("X-Role");
            if (tenant == null || user == null || role == null) {
                throw new ChimeraException(
                        ChimeraException.Kind.UNAUTHORIZED,
                        new Failure("UNAUTHORIZED", "the request carries no valid token", "send one"));
            }
            return new Caller.Person(
                    TenantId.parse(tenant), UserId.parse(user), "someone@example.com", Role.valueOf(role));
        }
    }

    private static final class Shared {
        static final EdgeServer SERVER = start(Duration.ofSeconds(30));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    private EdgeServer(EmbeddedPostgres postgres, ConfigurableApplicationContext context) {
        this.postgres = postgres;
        this.context = context;
    }

    /** One for all tests of this JVM. */
    public static EdgeServer shared() {
        return Shared.SERVER;
    }

    /** @param patience how long a request waits for a connection to PostgreSQL */
    static EdgeServer start(Duration patience) {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            SpringApplication application = new SpringApplication(Application.class);
            application.setRegisterShutdownHook(false);
            return new EdgeServer(
                    postgres,
                    application.run(
                            "--server.port=0",
                            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                            "--spring.datasource.hikari.connection-timeout=" + patience.toMillis(),
                            "--spring.threads.virtual.enabled=true"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stopPostgres() throws IOException {
        postgres.close();
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
        jdbc().sql("INSERT INTO users (tenant_id, id, email, role) VALUES (:tenant, :id, :email, :role)")
                .param("tenant", tenant.value())
                .param("id", person.user().value())
                .param("email", person.email())
                .param("role", role.name())
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

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpRequest.Builder as(Caller.Person caller, String path) {
        return to(path).header("X-Tenant", caller.tenant().toString())
                .header("X-User", caller.user().toString())
                .header("X-Role", caller.role().name());
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    Reply send(HttpRequest.Builder request) {
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

    @Override
    public void close() {
        context.close();
        http.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
