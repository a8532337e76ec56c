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
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DeadLetterTests {

    private static final String RUNS_IT = "operator-" + UUID.randomUUID();

    private static final TestServer SERVER =
            TestServer.start(SharedServers.fresh(), "api", "chimera.bootstrap-token=" + RUNS_IT);

    private final TestServer.Tenant first = SERVER.newTenant();
    private final TestServer.Tenant second = SERVER.newTenant();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** As a reader does it that can't read an entry. */
    private static void bury(Map<String, String> fields, String reason) {
        String id = SERVER.bean(RedisConnections.class).shared().sync().xadd(StreamName.REVIEWS.key(), fields);
        SERVER.bean(Streams.class).ensureGroup(StreamName.REVIEWS);
        SERVER.bean(Streams.class).bury(StreamName.REVIEWS, id, fields, reason);
    }

    private static Reply asInstallation(String path) {
        return SERVER.send(
                SERVER.to(path).header("Authorization", "Bearer " + RUNS_IT).GET());
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

        assertThat(reasons(SERVER.get(first.operator(), "/v1/dead-letters"))).containsExactly("of the first");
        assertThat(reasons(SERVER.get(second.operator(), "/v1/dead-letters"))).isEmpty();
        assertThat(reasons(asInstallation("/v1/dead-letters"))).doesNotContain("of the first");
        assertThat(SERVER.get(first.operator(), "/v1/status")
                        .json()
                        .path("dead_letters")
                        .asInt())
                .isEqualTo(1);
        assertThat(SERVER.get(second.operator(), "/v1/status")
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
        assertThat(reasons(SERVER.get(first.operator(), "/v1/dead-letters"))).isEmpty();
    }

    @Test
    void letsNobodyReplayWhatIsNotTheirs() {
        bury(Map.of("tenant_id", first.id().toString(), "task", "y"), "replay me");
        String id = SERVER.get(first.operator(), "/v1/dead-letters")
                .json()
                .path("dead_letters")
                .path(0)
                .path("id")
                .asString();
        String path = "/v1/dead-letters/" + id + "/replay";

        assertThat(SERVER.post(second.operator(), path).code()).isEqualTo("DEAD_LETTER_NOT_FOUND");
        assertThat(SERVER.post(first.moderator(), path).code()).isEqualTo("FORBIDDEN");
        assertThat(SERVER.post(first.operator(), path).status()).isEqualTo(200);
        assertThat(SERVER.post(first.operator(), path).code()).isEqualTo("DEAD_LETTER_NOT_FOUND");
    }
}
