package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.bridge.TwitterClient.Answer;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever is turned away at the door of {@code post_tweet} is remembered where somebody looks for it. */
@ExtendWith(OutputCaptureExtension.class)
class TwitterRefusalTests {

    private static final Map<String, Object> HELLO = Map.of("text", "Let me in.");

    private static BridgeApp app;
    private static TwitterClient service;

    private TestAgent agent;

    @BeforeAll
    static void boot() {
        app = BridgeApp.start(BridgeApp.database());
        service = new TwitterClient(app, BridgeApp.SERVICE_TOKEN);
    }

    @AfterAll
    static void stop() {
        service.close();
        app.close();
    }

    @BeforeEach
    void agentOfATenantOfItsOwn() {
        agent = app.agent("tenant " + UUID.randomUUID(), "Maya");
    }

    private record Row(String actor, JsonNode evidence) {}

    private static List<Row> refusals(TenantId tenant) {
        return app.jdbc()
                .sql(
                        "SELECT actor, evidence FROM audit_log WHERE tenant_id = ? AND event = 'TweetRefused' ORDER BY seq")
                .param(tenant.value())
                .query((row, _) ->
                        new Row(row.getString("actor"), JsonMapper.shared().readTree(row.getString("evidence"))))
                .list();
    }

    private static long allRefusals() {
        return app.count("SELECT count(*) FROM audit_log WHERE event = 'TweetRefused'");
    }

    private static void assertOnRecord(TenantId tenant, String actor, @Nullable UUID agent, Answer answer) {
        assertThat(answer.isError()).isTrue();
        assertThat(refusals(tenant)).singleElement().satisfies(row -> {
            assertThat(row.actor()).isEqualTo(actor);
            assertThat(row.evidence().path("code").stringValue()).isEqualTo(answer.code());
            assertThat(row.evidence().path("message").stringValue()).isEqualTo(answer.message());
            assertThat(row.evidence().path("agent_id").asStringOpt().orElse(null))
                    .isEqualTo(agent == null ? null : agent.toString());
        });
        assertThat(app.count("SELECT count(*) FROM posts WHERE tenant_id = ?", tenant.value()))
                .isZero();
    }

    @Test
    void remembersAnAgentThatThereIsNot() {
        UUID nobody = UUID.randomUUID();

        Answer answer = service.post(
                HELLO, new OnBehalfOf(agent.tenant(), nobody, UUID.randomUUID(), UUID.randomUUID(), null).toMeta());

        assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
        assertOnRecord(agent.tenant(), "service", nobody, answer);
    }

    @Test
    void remembersAnAgentThatClaimsToBeAnother() {
        TestAgent victim = app.agent("tenant " + UUID.randomUUID(), "Victim");
        try (TwitterClient thief = new TwitterClient(app, agent.key().reveal())) {
            Answer answer = thief.post(
                    HELLO, new OnBehalfOf(victim.tenant(), victim.id(), UUID.randomUUID(), null, null).toMeta());

            assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
            assertOnRecord(agent.tenant(), "agent:" + agent.id(), agent.id(), answer);
        }
        assertThat(refusals(victim.tenant())).isEmpty();
    }

    @Test
    void remembersAPersonWhoTriesToPost() {
        ApiKey token = ApiKey.fresh();
        record User(UUID tenant, UUID id) {}
        User user = app.jdbc().sql("""
                        UPDATE users SET token_hash = ? WHERE email = 'operator@localhost'
                        RETURNING tenant_id AS tenant, id
                        """).param(token.hash()).query(User.class).single();
        try (TwitterClient person = new TwitterClient(app, token.reveal())) {
            Answer answer = person.post(HELLO);

            assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
            assertOnRecord(new TenantId(user.tenant()), "user:" + user.id(), null, answer);
        }
    }

    @Test
    void remembersTheServiceWithoutAnEffectWhereItSaysForWhomItCame() {
        Answer answer =
                service.post(HELLO, OnBehalfOf.agent(agent.tenant(), agent.id()).toMeta());

        assertThat(answer.code()).isEqualTo("UNAUTHORIZED");
        assertOnRecord(agent.tenant(), "service", agent.id(), answer);
    }

    /** It could stand in nobody's log but the process's. */
    @Test
    void logsTheServiceThatNamesNobodyOrATenantThatThereIsNot(CapturedOutput output) {
        long before = allRefusals();
        for (Map<String, Object> meta : List.of(
                Map.<String, Object>of(),
                Map.<String, Object>of("chimera/tenant_id", "x", "chimera/agent_id", "y"),
                OnBehalfOf.agent(new TenantId(UUID.randomUUID()), agent.id()).toMeta())) {
            int heard = output.getAll().length();

            Answer answer = service.post(HELLO, meta);

            assertThat(answer.isError()).isTrue();
            assertThat(output.getAll().substring(heard))
                    .contains("service was turned away: " + answer.code() + " " + answer.message());
        }
        assertThat(allRefusals()).isEqualTo(before);
    }

    /** Also what PostgreSQL can't keep as it is: nobody must get around the log by being strange. */
    @Test
    void remembersArgumentsThatAreNone() {
        String strange = "a\u0000\\u0000\uD83D" + "x".repeat(35) + "\uD83D\uDE00";
        try (TwitterClient own = new TwitterClient(app, agent.key().reveal())) {
            Answer answer = own.post(Map.of("text", "Hi.", strange, true));

            assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
            assertThat(refusals(agent.tenant())).singleElement().satisfies(row -> {
                assertThat(row.actor()).isEqualTo("agent:" + agent.id());
                assertThat(row.evidence().path("message").stringValue())
                        .startsWith("unknown argument \"a\uFFFD\\u0000");
            });
        }
    }
}
