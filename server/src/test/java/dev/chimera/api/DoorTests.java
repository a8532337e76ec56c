package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to whom about the installation itself. */
class DoorTests {

    private static final String RUNS_IT = "operator-" + UUID.randomUUID();
    private static final String DECIDES = "moderator-" + UUID.randomUUID();
    private static final String SERVICE = "service-" + UUID.randomUUID();
    private static final SharedServers.Fresh SERVERS = SharedServers.fresh();

    private static TestServer server;

    @BeforeAll
    static void boot() {
        server = TestServer.start(
                SERVERS,
                "api",
                "chimera.bootstrap-token=" + RUNS_IT,
                "chimera.bootstrap-moderator-token=" + DECIDES,
                "chimera.service-token=" + SERVICE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply get(String path, String token) {
        return server.send(
                server.to(path).header("Authorization", "Bearer " + token).GET());
    }

    /** Metrics are no JSON. */
    private static HttpResponse<String> raw(String path, String token) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    server.to(path).header("Authorization", "Bearer " + token).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void tellsOnlyThoseWhoRunItWhereItsPartsAreAndNobodyTheirPasswords() {
        Reply reply = get("/v1/env", RUNS_IT);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        String bare = SERVERS.jdbcUrl().replaceFirst("\\?.*", "");
        assertThat(reply.json().path("postgres_url").asString()).isEqualTo(bare);
        URI redis = URI.create(SERVERS.redisUrl());
        assertThat(redis.getUserInfo()).as("or this shows nothing").isNotBlank();
        assertThat(reply.json().path("redis_url").asString())
                .startsWith("redis://" + redis.getHost() + ":" + redis.getPort());
        assertThat(reply.json().path("http_url").asString()).startsWith("http://127.0.0.1:");
        assertThat(reply.raw().body()).doesNotContain("password").doesNotContain(redis.getUserInfo());

        assertThat(server.get(server.newTenant().operator(), "/v1/env").code()).isEqualTo("FORBIDDEN");
        assertThat(get("/v1/env", DECIDES).code()).isEqualTo("FORBIDDEN");
        assertThat(get("/v1/env", SERVICE).code()).isEqualTo("FORBIDDEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void tellsEverybodyWhetherItIsWell(String path) {
        Reply reply = server.send(server.to(path).GET());
        assertThat(reply.status()).isIn(200, 503);
        assertThat(reply.json().path("status").asString()).isNotEmpty();
        assertThat(reply.raw().body()).doesNotContain("components");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/",
                "/actuator/prometheus",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/health/",
                "/actuator/health/db",
                "/actuator/health/liveness/livenessState",
                "/actuator/;x/prometheus",
                "/actuator;x=/health/../prometheus",
                "/%61ctuator/prometheus",
                "//actuator/prometheus"
            })
    void tellsNobodyWhatIsInside(String path) {
        assertThat(server.send(server.to(path).GET()).status()).isIn(400, 401, 404);
        assertThat(server.send(server.to(path).GET()).raw().body()).doesNotContain("jvm_");
    }

    @Test
    void showsMetricsToThoseWhoRunItAndToTheServicesOwnCredential() throws IOException, InterruptedException {
        for (String token : new String[] {RUNS_IT, SERVICE}) {
            HttpResponse<String> reply = raw("/actuator/prometheus", token);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).contains("jvm_memory_used_bytes");
        }
        assertThat(server.send(server.to("/actuator/prometheus").GET()).status())
                .isEqualTo(401);
        assertThat(get("/actuator/prometheus", "chm_unknown").status()).isEqualTo(401);
        assertThat(get("/actuator/prometheus", DECIDES).code()).isEqualTo("FORBIDDEN");
        assertThat(server.get(server.newTenant().operator(), "/actuator/prometheus")
                        .code())
                .isEqualTo("FORBIDDEN");
    }
}
