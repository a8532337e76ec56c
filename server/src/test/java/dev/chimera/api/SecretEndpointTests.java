package dev.chimera.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.secret.SecretName;
import dev.chimera.secret.SecretNames;
import dev.chimera.secret.Variables;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

class SecretEndpointTests {

    private static final Map<UUID, List<SecretName>> NAMES = new ConcurrentHashMap<>();
    private static final TestServer SERVER = TestServer.start(SharedServers.fresh(), "api", List.of(World.class));

    private final TestServer.Tenant tenant = SERVER.newTenant();

    static class World {
        @Bean
        @Primary
        Variables variablesOfTheTest() {
            return Map.of("A_KEY", "the value of a key", "B_KEY", "the value of b key")::get;
        }

        @Bean
        SecretNames namesOfTheTest() {
            return asked -> NAMES.getOrDefault(asked, List.of());
        }

        /** Two rooms may use the same secret. */
        @Bean
        SecretNames moreNamesOfTheTest() {
            return asked -> NAMES.containsKey(asked) ? List.of(SecretName.parse("env:A_KEY")) : List.of();
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void saysWhichNamesResolveInOrderAndNeverAValue() {
        NAMES.put(
                tenant.id().value(),
                List.of(SecretName.parse("home:none"), SecretName.parse("env:B_KEY"), SecretName.parse("env:A_KEY")));

        Reply reply = SERVER.get(tenant.operator(), "/v1/secrets");

        assertThat(reply.raw().body())
                .startsWith("{\"secrets\":[{\"name\":\"env:A_KEY\",\"resolves\":true},"
                        + "{\"name\":\"env:B_KEY\",\"resolves\":true},"
                        + "{\"name\":\"home:none\",\"resolves\":false,\"error\":{\"code\":\"SECRET_NOT_FOUND\",")
                .doesNotContain("value of");
    }

    @Test
    void knowsNoNamesOfAnotherTenant() {
        NAMES.put(SERVER.newTenant().id().value(), List.of(SecretName.parse("env:A_KEY")));

        assertThat(SERVER.get(tenant.operator(), "/v1/secrets").raw().body()).isEqualTo("{\"secrets\":[]}");
    }

    @Test
    void answersAnOperatorOnly() {
        assertThat(SERVER.get(tenant.moderator(), "/v1/secrets").code()).isEqualTo("FORBIDDEN");
        assertThat(SERVER.send(SERVER.to("/v1/secrets").GET()).status()).isEqualTo(401);
    }
}
