package dev.chimera.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.bridge.BridgeApp;
import dev.chimera.failure.ChimeraException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalTenantTests {

    private static BridgeApp app;

    @BeforeAll
    static void boot() {
        app = BridgeApp.start(BridgeApp.database());
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static TenantStore store() {
        return app.bean(TenantStore.class);
    }

    private static TenantProperties tokens(String operator, String moderator) {
        return new TenantProperties(null, null, operator, moderator, List.of(), List.of());
    }

    @Test
    void makesOneTenantWithTwoPeopleHoweverManyProcessesStart() throws Exception {
        List<Future<LocalTokens>> starts = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int process = 0; process < 8; process++) {
                starts.add(processes.submit(() -> {
                    go.await();
                    return LocalTenant.ensureWithFreshTokens(store());
                }));
            }
            go.countDown();
        }
        assertThat(app.count("SELECT count(*) FROM tenants WHERE name = 'local'"))
                .isEqualTo(1);
        assertThat(app.count("SELECT count(*) FROM users WHERE email LIKE '%@localhost'"))
                .isEqualTo(2);
        Set<Caller> operators = new HashSet<>();
        for (Future<LocalTokens> start : starts) {
            LocalTokens tokens = start.get();
            operators.add(tokens.caller(tokens.operatorToken()).orElseThrow());
        }
        assertThat(operators).hasSize(1);
    }

    @Test
    void knowsThePeopleByTheirTokens() {
        LocalTokens tokens = LocalTenant.ensureWithFreshTokens(store());

        assertThat(tokens.caller(tokens.operatorToken())).hasValueSatisfying(caller -> {
            Caller.Person person = (Caller.Person) caller;
            assertThat(person.email()).isEqualTo("operator@localhost");
            person.require(Role.OPERATOR);
            assertThatThrownBy(() -> person.require(Role.MODERATOR))
                    .isInstanceOfSatisfying(
                            ChimeraException.class,
                            e -> assertThat(e.kind()).isEqualTo(ChimeraException.Kind.FORBIDDEN));
        });
        assertThat(tokens.caller(tokens.moderatorToken()))
                .hasValueSatisfying(
                        caller -> assertThat(((Caller.Person) caller).role()).isEqualTo(Role.MODERATOR));
        assertThat(tokens.caller(ApiKey.fresh())).isEmpty();
        assertThat(store().findCaller(tokens.operatorToken())).isEmpty();
    }

    @Test
    void letsATenantsKeyActAsItsFirstOperator() {
        ApiKey key = ApiKey.fresh();
        TenantId tenant = store().ensureTenant("acme " + UUID.randomUUID(), key);
        assertThat(store().findCaller(key)).isEmpty();
        store().ensureUser(tenant, "mod@acme.example", Role.MODERATOR, null);
        store().ensureUser(tenant, "first@acme.example", Role.OPERATOR, null);
        store().ensureUser(tenant, "second@acme.example", Role.OPERATOR, null);

        assertThat(store().findCaller(key))
                .hasValueSatisfying(
                        caller -> assertThat(((Caller.Person) caller).email()).isEqualTo("first@acme.example"));
    }

    @Test
    void knowsAnAgentByItsKey() {
        BridgeApp.TestAgent agent = app.agent("local", "agent " + UUID.randomUUID());

        assertThat(store().findCaller(agent.key())).hasValue(new Caller.Agent(agent.tenant(), agent.id()));
    }

    @Test
    void takesConfiguredTokensAndKeepsThemWhenTheyAreLeftOut() {
        String operator = "operator-".repeat(4);
        LocalTenant.ensureWithConfiguredTokens(store(), tokens(operator, ""));
        LocalTenant.ensureWithConfiguredTokens(store(), tokens("", ""));

        assertThat(store().findCaller(new ApiKey(operator))).isPresent();
    }

    @Test
    void refusesTokensThatAreShortOrShared() {
        String token = "operator-".repeat(4);
        for (TenantProperties wrong : List.of(tokens("short", ""), tokens("", "short"), tokens(token, token))) {
            assertThatThrownBy(() -> LocalTenant.ensureWithConfiguredTokens(store(), wrong))
                    .isInstanceOfSatisfying(
                            ChimeraException.class,
                            e -> assertThat(e.failure().code()).isEqualTo("INVALID_BOOTSTRAP_TOKEN"));
        }
    }

    @Test
    void storesNoKeyAndPrintsNone() {
        LocalTokens tokens = LocalTenant.ensureWithFreshTokens(store());

        assertThat(tokens.operatorToken().reveal()).matches("chm_[A-Za-z0-9_-]{43}");
        assertThat(tokens.toString()).doesNotContain(tokens.operatorToken().reveal());
        assertThat(app.count(
                        "SELECT count(*) FROM users WHERE users::text LIKE '%' || ? || '%'",
                        tokens.operatorToken().reveal()))
                .isZero();
        assertThat(tokens("a-secret-nobody-may-see", "").toString()).doesNotContain("a-secret");
    }
}
