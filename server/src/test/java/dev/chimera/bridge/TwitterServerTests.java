package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.bridge.TwitterClient.Answer;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.OnBehalfOf;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The twitter server over real HTTP, with the official client, on real PostgreSQL. */
class TwitterServerTests {

    private static final Map<String, Object> HELLO = Map.of("text", "Cold brew is coffee with patience.");

    private static BridgeApp app;
    private static TwitterClient service;

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

    private static TestAgent agent() {
        return app.agent("local", "agent " + UUID.randomUUID());
    }

    private static Map<String, Object> effect(TestAgent agent, UUID effect) {
        return effect(agent, effect, null);
    }

    private static Map<String, Object> effect(TestAgent agent, UUID effect, @Nullable Instant notAfter) {
        return new OnBehalfOf(agent.tenant(), agent.id(), effect, null, notAfter).toMeta();
    }

    private static long posts(TestAgent agent) {
        return app.count("SELECT count(*) FROM posts WHERE agent_id = ?", agent.id());
    }

    private static void update(String assignment, TestAgent agent) {
        app.jdbc()
                .sql("UPDATE agents SET " + assignment + " WHERE id = ?")
                .param(agent.id())
                .update();
    }

    /** Whatever was approved before, and whoever asks: also an agent's own client. */
    @Test
    void addressesNobodyWhoAskedToBeLeftAlone() {
        TestAgent agent = agent();
        app.jdbc()
                .sql("INSERT INTO opt_outs (tenant_id, handle) VALUES (?, 'stranger') ON CONFLICT DO NOTHING")
                .param(agent.tenant().value())
                .update();

        Answer refused = service.post(Map.of("text", "Good morning, @Stranger."), effect(agent, UUID.randomUUID()));
        assertThat(refused.isError()).isTrue();
        assertThat(refused.code()).isEqualTo("OPTED_OUT");
        try (TwitterClient own = new TwitterClient(app, agent.key().reveal())) {
            assertThat(own.post(Map.of("text", "Good morning, .@stranger!")).code())
                    .isEqualTo("OPTED_OUT");
            assertThat(posts(agent)).isZero();
            assertThat(own.post(Map.of("text", "Good morning, @somebody.")).isError())
                    .isFalse();
        }
    }

    @Test
    void offersThePublishedToolAndNothingElse() {
        List<McpSchema.Tool> tools = service.mcp.listTools().tools();

        assertThat(tools).hasSize(1);
        McpSchema.Tool tool = tools.getFirst();
        assertThat(tool.name()).isEqualTo("post_tweet");
        assertThat(tool.description()).isEqualTo("Publishes a tweet via the Chimera Twitter Bridge.");
        assertThat(tool.inputSchema())
                .containsEntry("required", List.of("text"))
                .containsEntry(
                        "properties",
                        Map.of(
                                "text", Map.of("type", "string", "maxLength", 280),
                                "media_ids", Map.of("type", "array", "items", Map.of("type", "string")),
                                "is_ai_labeled", Map.of("type", "boolean", "default", true)));
        assertThat(service.mcp.listResources().resources())
                .extracting(McpSchema.Resource::uri)
                .containsExactlyInAnyOrder("twitter://timeline", "twitter://mentions");
    }

    @Test
    void postsForAnAgentThatHoldsItsKey() {
        TestAgent maya = agent();
        try (TwitterClient client = new TwitterClient(app, maya.key().reveal())) {
            Answer answer = client.post(Map.of("text", "Slow is smooth.\nSmooth is good.", "media_ids", List.of("17")));

            assertThat(answer.isError()).isFalse();
            assertThat(answer.body()).isEqualTo(answer.text());
            assertThat(answer.body().path("id").asString()).isNotEmpty();
            assertThat(answer.body().path("is_ai_labeled").asBoolean()).isTrue();
            assertThat(Instant.parse(answer.body().path("posted_at").asString()))
                    .isAfter("2020-01-01T00:00:00Z");
            assertThat(posts(maya)).isEqualTo(1);
            assertThat(app.count(
                            "SELECT count(*) FROM audit_log WHERE event = 'TweetPublished' AND actor = ?",
                            "agent:" + maya.id()))
                    .isEqualTo(1);

            JsonNode timeline = client.read("twitter://timeline", Map.of());
            assertThat(timeline.path("posts")).hasSize(1);
            assertThat(timeline.path("posts").path(0).path("text").asString())
                    .isEqualTo("Slow is smooth.\nSmooth is good.");
            assertThat(client.read("twitter://mentions", Map.of()).path("mentions"))
                    .isEmpty();
        }
    }

    @Test
    void refusesASecondPostWithinTheCooldownAndSaysWhenToComeBack() {
        TestAgent maya = agent();
        service.post(HELLO, effect(maya, UUID.randomUUID()));

        Answer second = service.post(Map.of("text", "And another."), effect(maya, UUID.randomUUID()));

        assertThat(second.code()).isEqualTo("RATE_LIMITED");
        assertThat(second.body()).isEqualTo(second.text());
        assertThat(second.body().path("error").path("retry_after_seconds").asLong())
                .isBetween(840L, 900L);
        assertThat(posts(maya)).isEqualTo(1);
        assertThat(app.count(
                        "SELECT count(*) FROM audit_log WHERE event = 'TweetRefused' AND evidence->>'agent_id' = ?",
                        maya.id().toString()))
                .isEqualTo(1);
    }

    @Test
    void postsAgainWhenTheCooldownIsOver() {
        TestAgent maya = agent();
        service.post(HELLO, effect(maya, UUID.randomUUID()));
        app.freeSlot(maya);

        assertThat(service.post(HELLO, effect(maya, UUID.randomUUID())).isError())
                .isFalse();
        assertThat(posts(maya)).isEqualTo(2);
    }

    @Test
    void refusesTheSameEffectTwiceWithoutTakingASlot() {
        TestAgent maya = agent();
        UUID effect = UUID.randomUUID();
        service.post(HELLO, effect(maya, effect));
        assertThat(service.post(HELLO, effect(maya, effect)).code()).isEqualTo("DUPLICATE_EFFECT");
        app.freeSlot(maya);

        assertThat(service.post(HELLO, effect(maya, effect)).code()).isEqualTo("DUPLICATE_EFFECT");

        assertThat(posts(maya)).isEqualTo(1);
        assertThat(app.count("SELECT count(*) FROM agents WHERE id = ? AND next_slot_at = '-infinity'", maya.id()))
                .isEqualTo(1);
    }

    @Test
    void refusesWhatComesTooLate() {
        TestAgent maya = agent();

        Answer late = service.post(HELLO, effect(maya, UUID.randomUUID(), Instant.parse("2020-01-01T00:00:00Z")));

        assertThat(late.code()).isEqualTo("EXPIRED");
        assertThat(posts(maya)).isZero();
        assertThat(service.post(HELLO, effect(maya, UUID.randomUUID(), Instant.parse("2999-01-01T00:00:00Z")))
                        .isError())
                .isFalse();
    }

    @Test
    void refusesAPausedAgentWhoeverAsks() {
        TestAgent maya = agent();
        update("paused = true", maya);
        try (TwitterClient client = new TwitterClient(app, maya.key().reveal())) {
            assertThat(client.post(HELLO).code()).isEqualTo("AGENT_PAUSED");
        }
        assertThat(service.post(HELLO, effect(maya, UUID.randomUUID())).code()).isEqualTo("AGENT_PAUSED");
        assertThat(posts(maya)).isZero();
    }

    @Test
    void keepsTheLabelThatOnlyAnOperatorSwitchesOff() {
        TestAgent maya = agent();
        Map<String, Object> unlabeled = Map.of("text", "Made by a human, honest.", "is_ai_labeled", false);
        try (TwitterClient client = new TwitterClient(app, maya.key().reveal())) {
            assertThat(client.post(unlabeled).code()).isEqualTo("INVALID_ARGUMENT");
            assertThat(client.post(unlabeled).message()).contains("OPERATOR");
            assertThat(service.post(unlabeled, effect(maya, UUID.randomUUID())).code())
                    .isEqualTo("INVALID_ARGUMENT");
            assertThat(posts(maya)).isZero();

            update("ai_labeled = false", maya);
            assertThat(client.post(unlabeled).body().path("is_ai_labeled").asBoolean(true))
                    .isFalse();
            app.freeSlot(maya);
            assertThat(client.post(Map.of("text", "Something of my own to say."))
                            .body()
                            .path("is_ai_labeled")
                            .asBoolean(true))
                    .isFalse();
            app.freeSlot(maya);
            assertThat(client.post(Map.of("text", "Labelled all the same.", "is_ai_labeled", true))
                            .body()
                            .path("is_ai_labeled")
                            .asBoolean(false))
                    .isTrue();
        }
    }

    @Test
    void refusesTextThatIsTooLongWithTheCount() {
        TestAgent maya = agent();

        Answer answer = service.post(Map.of("text", "咖".repeat(141)), effect(maya, UUID.randomUUID()));

        assertThat(answer.code()).isEqualTo("TEXT_TOO_LONG");
        assertThat(answer.message()).contains("282 weighted", "at most 280");
        assertThat(posts(maya)).isZero();
    }

    @Test
    void refusesArgumentsThatTheToolDoesNotHave() {
        TestAgent maya = agent();

        Answer answer =
                service.post(Map.of("text", "Hi.", "account", "somebody-else"), effect(maya, UUID.randomUUID()));

        assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
        assertThat(answer.message()).contains("\"account\"");
    }

    @Test
    void refusesAKeyHolderWhoClaimsToBeSomebodyElse() {
        TestAgent maya = agent();
        TestAgent other = app.agent("another tenant", "agent " + UUID.randomUUID());
        try (TwitterClient client = new TwitterClient(app, maya.key().reveal())) {
            assertThat(client.post(HELLO, effect(other, UUID.randomUUID())).code())
                    .isEqualTo("UNAUTHORIZED");
            assertThatThrownBy(() -> client.read("twitter://timeline", effect(other, UUID.randomUUID())))
                    .isInstanceOf(McpError.class)
                    .hasMessageContaining("UNAUTHORIZED");
        }
        assertThat(posts(other)).isZero();
    }

    @Test
    void refusesAnAgentOfAnotherTenant() {
        TestAgent maya = agent();
        TestAgent other = app.agent("another tenant", "agent " + UUID.randomUUID());
        Map<String, Object> crossed = new OnBehalfOf(other.tenant(), maya.id(), UUID.randomUUID(), null, null).toMeta();

        assertThat(service.post(HELLO, crossed).code()).isEqualTo("UNAUTHORIZED");
        assertThatThrownBy(() -> service.read("twitter://timeline", crossed)).hasMessageContaining("UNAUTHORIZED");
        assertThat(posts(maya)).isZero();
    }

    @Test
    void refusesTheServiceWithoutSomebodyToActForOrWithoutAnEffect() {
        TestAgent maya = agent();

        assertThat(service.post(HELLO).code()).isEqualTo("UNAUTHORIZED");
        assertThat(service.post(
                                HELLO,
                                OnBehalfOf.agent(maya.tenant(), maya.id()).toMeta())
                        .code())
                .isEqualTo("UNAUTHORIZED");
        assertThat(service.post(HELLO, Map.of("chimera/tenant_id", "x", "chimera/agent_id", "y"))
                        .code())
                .isEqualTo("INVALID_ARGUMENT");
    }

    @Test
    void refusesAPersonWhoHasNoAccount() {
        app.agent("local", "agent " + UUID.randomUUID());
        ApiKey token = ApiKey.fresh();
        app.jdbc()
                .sql("UPDATE users SET token_hash = ? WHERE email = 'operator@localhost'")
                .param(token.hash())
                .update();
        try (TwitterClient person = new TwitterClient(app, token.reveal())) {
            assertThat(person.post(HELLO).code()).isEqualTo("UNAUTHORIZED");
        }
    }

    @Test
    void showsTheServiceOneEffectOfOneAgent() {
        TestAgent maya = agent();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        service.post(HELLO, effect(maya, first));
        app.freeSlot(maya);
        service.post(Map.of("text", "Second."), effect(maya, second));

        JsonNode one = service.read("twitter://timeline", effect(maya, first)).path("posts");
        JsonNode all = service.read(
                        "twitter://timeline",
                        OnBehalfOf.agent(maya.tenant(), maya.id()).toMeta())
                .path("posts");

        assertThat(one).hasSize(1);
        assertThat(one.path(0).path("effect_id").asString()).isEqualTo(first.toString());
        assertThat(all).hasSize(2);
        assertThat(all.path(0).path("effect_id").asString()).isEqualTo(second.toString());
        assertThat(service.read("twitter://timeline", effect(maya, UUID.randomUUID()))
                        .path("posts"))
                .isEmpty();
    }
}
