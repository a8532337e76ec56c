package dev.chimera.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Two tenants in one environment: what a key is called is no secret, and opens nothing for anybody else. */
class SecretTenancyTests {

    private static final String RUNS_IT = "operator-" + UUID.randomUUID();
    private static final Map<UUID, List<SecretName>> NAMED = new ConcurrentHashMap<>();
    private static final Map<String, String> VARIABLES = new ConcurrentHashMap<>();

    private static final TestServer SERVER = TestServer.start(
            SharedServers.fresh(),
            "api",
            List.of(World.class),
            "chimera.bootstrap-token=" + RUNS_IT,
            "chimera.secret.allow=*=env:T_{TENANT}_*, *=aws-sm:tenants/{tenant}/*");

    private final TestServer.Tenant first = SERVER.newTenant();
    private final TestServer.Tenant second = SERVER.newTenant();

    static class World {
        @Bean
        @Primary
        Variables variablesOfTheTest() {
            return VARIABLES::get;
        }

        /** Names that are stored already, however they got there. */
        @Bean
        SecretNames namesOfTheTest() {
            return tenant -> NAMED.getOrDefault(tenant, List.of());
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String variable(TestServer.Tenant tenant) {
        String name = "T_" + tenant.id().toString().toUpperCase(Locale.ROOT).replace('-', '_') + "_KEY";
        VARIABLES.put(name, "the-key-of-" + tenant.id());
        return "env:" + name;
    }

    private static String campaign(String key) {
        return """
                {"soul": "---\\nname: Maya\\n---\\nA roaster.\\n", "sources": [],
                 "file": {"agent": {"name": "Maya", "soul": "SOUL.md", "wallet": {"key": "%s", "network": "base-sepolia",
                   "allow": ["0x000000000000000000000000000000000000dEaD"],
                   "limits": {"ETH": {"max_payment": "0.005", "window_hours": 24, "window_total": "0.02",
                     "window_count": 5, "auto_approve": "0"}}}},
                  "campaign": {"goal": "Pay", "daily_budget_usd": 1.00, "posts": 0,
                   "payments": [{"to": "0x000000000000000000000000000000000000dEaD", "asset": "ETH",
                     "amount": "0.001", "reason": "thanks"}]}}}""".formatted(key);
    }

    private static Reply handIn(TestServer.Tenant tenant, String key) {
        return SERVER.post(tenant.operator(), "/v1/campaigns", campaign(key));
    }

    @Test
    void takesNoCampaignThatNamesAnotherTenantsKey() {
        assertThat(handIn(first, variable(first)).status()).isEqualTo(200);
        for (String name :
                List.of(variable(first), "env:PATH", "home:x-token", "aws-sm:tenants/" + first.id() + "/x")) {
            Reply refused = handIn(second, name);
            assertThat(refused.status()).as(name).isEqualTo(403);
            assertThat(refused.code()).as(name).isEqualTo("SECRET_NOT_ALLOWED");
            assertThat(refused.json().path("error").path("hint").asString()).contains("CHIMERA_SECRET_ALLOW");
        }
        assertThat(SERVER.get(second.operator(), "/v1/campaigns")
                        .json()
                        .path("campaigns")
                        .size())
                .isZero();
    }

    @Test
    void connectsNoAccountWithAnotherTenantsToken() {
        assertThat(handIn(second, variable(second)).status()).isEqualTo(200);
        for (String body : List.of(
                "{\"access_token\":\"%s\"}",
                "{\"oauth1\":{\"consumer_key\":\"%1$s\",\"consumer_secret\":\"%1$s\",\"access_token\":\"%1$s\","
                        + "\"access_token_secret\":\"%1$s\"}}")) {
            Reply refused =
                    SERVER.post(second.operator(), "/v1/agents/Maya/x/connection", body.formatted(variable(first)));
            assertThat(refused.code()).as(body).isEqualTo("SECRET_NOT_ALLOWED");
        }
    }

    @Test
    void resolvesForATenantOnlyWhatItMayUseHoweverTheNameGotThere() {
        SecretName name = SecretName.parse(variable(first));
        NAMED.put(first.id().value(), List.of(name));
        NAMED.put(second.id().value(), List.of(name));

        assertThat(checked(first)).containsExactly(name + " true ");
        assertThat(checked(second)).containsExactly(name + " false SECRET_NOT_ALLOWED");
    }

    private static List<String> checked(TestServer.Tenant tenant) {
        List<String> checked = new ArrayList<>();
        SERVER.get(tenant.operator(), "/v1/secrets")
                .json()
                .path("secrets")
                .forEach(each -> checked.add(each.path("name").asString() + " "
                        + each.path("resolves").asBoolean() + " "
                        + each.path("error").path("code").asString("")));
        return checked;
    }

    @Test
    void letsTheLocalTenantUseEveryName() {
        VARIABLES.put("ANYTHING", "a-key-of-a-laptop");
        Reply taken = SERVER.send(SERVER.to("/v1/campaigns")
                .header("Authorization", "Bearer " + RUNS_IT)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(campaign("env:ANYTHING"))));
        assertThat(taken.status()).as(taken.raw().body()).isEqualTo(200);
    }

    @Test
    void readsRightsByNameAndById() {
        UUID acme = UUID.randomUUID();
        SecretRights rights = rights(acme, "acme", "acme=env:ACME_*", acme + "=home:acme", "local=env:MINE");
        assertThat(allowed(rights, acme, "env:ACME_KEY")).isTrue();
        assertThat(allowed(rights, acme, "home:acme")).isTrue();
        assertThat(allowed(rights, acme, "home:acme2")).isFalse();
        assertThat(allowed(rights, acme, "env:MINE")).isFalse();
        assertThat(allowed(rights, UUID.randomUUID(), "env:ACME_KEY")).isFalse();
        UUID local = UUID.randomUUID();
        SecretRights listed = rights(local, "local", "local=env:MINE");
        assertThat(allowed(listed, local, "env:MINE")).isTrue();
        assertThat(allowed(listed, local, "env:OTHER")).isFalse();
        assertThat(allowed(rights(local, "local", "*=env:T_*"), local, "env:OTHER"))
                .isTrue();
    }

    private static SecretRights rights(UUID tenant, String name, String... allow) {
        return new SecretRights(
                new SecretProperties(Duration.ofMinutes(1), null, List.of(allow), Duration.ofSeconds(1)),
                asked -> asked.equals(tenant) ? java.util.Optional.of(name) : java.util.Optional.empty());
    }

    private static boolean allowed(SecretRights rights, UUID tenant, String name) {
        try {
            rights.require(tenant, SecretName.parse(name));
            return true;
        } catch (dev.chimera.failure.ChimeraException e) {
            assertThat(e.failure().code()).isEqualTo("SECRET_NOT_ALLOWED");
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "=env:A", "acme=", "acme=A_*", "acme=env:A*B", "acme=file:x", "acme=env:A B"})
    void refusesAtStartWhatIsNoRight(String right) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rights(UUID.randomUUID(), "acme", right))
                .withMessageContaining("chimera.secret.allow")
                .withMessageContaining("acme=env:ACME_*");
    }
}
