package dev.chimera.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DeadLetterTests {

    private static final String RUNS_IT = "operator-" + UUID.randomUUID();

    private static TestServer server;

    private final TestServer.Tenant first = server.newTenant();
    private final TestServer.Tenant second = server.newTenant();

    @BeforeAll
    static void boot() {
        server = TestServer.start(SharedServers.fresh(), "api", "chimera.bootstrap-token=" + RUNS_IT);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** As a reader does it that can't read an entry. */
    private static void bury(Map<String, String> fields, String reason) {
        String id = server.bean(RedisConnections.class).shared().sync().xadd(StreamName.REVIEWS.key(), fields);
        server.bean(Streams.class).ensureGroup(StreamName.REVIEWS);
        server.bean(Streams.class).bury(StreamName.REVIEWS, id, fields, reason);
    }

    private static Reply asInstallation(String path) {
        return server.send(
                server.to(path).header("Authorization", "Bearer " + RUNS_IT).GET());
    }

    private static List<String> reasons(Reply reply) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode letter : reply.json().path("dead_letters")) {
            reasons.add(letter.path("reason").asString());
        }
        return reasons;
    }

    @Test
    void showsATenantItsOwnAndNobodyElses() {
        bury(Map.of("tenant_id", first.id().toString(), "task", "x"), "of the first");

        assertThat(reasons(server.get(first.operator(), "/v1/dead-letters"))).containsExactly("of the first");
        assertThat(reasons(server.get(second.operator(), "/v1/dead-letters"))).isEmpty();
        assertThat(reasons(asInstallation("/v1/dead-letters"))).doesNotContain("of the first");
        assertThat(server.get(first.operator(), "/v1/status")
                        .json()
                        .path("dead_letters")
                        .asInt())
                .isEqualTo(1);
        assertThat(server.get(second.operator(), "/v1/status")
                        .json()
                        .path("dead_letters")
                        .asInt())
                .isZero();
    }

    @Test
    void showsWhatNamesNoTenantToThoseWhoRunTheInstallation() {
        String stranger = UUID.randomUUID().toString();
        bury(Map.of("hello", "world"), "names nobody");
        bury(Map.of("tenant_id", "me"), "names no id");
        bury(Map.of("tenant_id", stranger), "names a tenant that is not there");

        assertThat(reasons(asInstallation("/v1/dead-letters")))
                .contains("names nobody", "names no id", "names a tenant that is not there");
        assertThat(reasons(server.get(first.operator(), "/v1/dead-letters"))).isEmpty();
    }

    @Test
    void letsNobodyReplayWhatIsNotTheirs() {
        bury(Map.of("tenant_id", first.id().toString(), "task", "y"), "replay me");
        String id = server.get(first.operator(), "/v1/dead-letters")
                .json()
                .path("dead_letters")
                .path(0)
                .path("id")
                .asString();
        String path = "/v1/dead-letters/" + id + "/replay";

        assertThat(server.post(second.operator(), path).code()).isEqualTo("DEAD_LETTER_NOT_FOUND");
        assertThat(server.post(first.moderator(), path).code()).isEqualTo("FORBIDDEN");
        assertThat(server.post(first.operator(), path).status()).isEqualTo(200);
        assertThat(server.post(first.operator(), path).code()).isEqualTo("DEAD_LETTER_NOT_FOUND");
    }
}
