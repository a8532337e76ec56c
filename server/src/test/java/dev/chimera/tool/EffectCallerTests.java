package dev.chimera.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp;
import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tenant.ServiceToken;
import dev.chimera.tenant.TenantId;
import dev.chimera.tool.MoodyServer.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The one attempt, and how much is known after it. */
class EffectCallerTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory = Path.of("");

    private static OnBehalfOf somebody() {
        return new OnBehalfOf(new TenantId(UUID.randomUUID()), UUID.randomUUID(), UUID.randomUUID(), null, null);
    }

    private static long inTime() {
        return System.nanoTime() + LONG.toNanos();
    }

    private static EffectCall tweet(OnBehalfOf whom, String text, Duration timeout) {
        return new EffectCall(
                ToolServers.TWITTER, "post_tweet", JSON.createObjectNode().put("text", text), whom, timeout, inTime());
    }

    private static EffectCall payment(Duration timeout) {
        return new EffectCall("bank", "pay", JSON.createObjectNode().put("amount", "1"), somebody(), timeout, inTime());
    }

    private ToolServers servers(String url) throws IOException {
        Path config = directory.resolve("mcp.json");
        Files.writeString(config, """
                {"mcpServers":{"bank":{"url":"%s","headers":{"Authorization":"Bearer ${HOME}"},
                 "chimera":{"read":["balance"],"effect":["pay"]}}}}
                """.formatted(url));
        return new ToolServers(
                new ToolProperties(config, LONG, LONG),
                new ServiceToken(ApiKey.fresh()),
                new MockEnvironment(),
                System::getenv,
                JSON);
    }

    private CallResult call(MoodyServer server, Mood mood, Duration timeout) throws IOException {
        server.mood = mood;
        ToolServers servers = servers(server.url());
        try {
            return new EffectCaller(servers, JSON).call(payment(timeout));
        } finally {
            servers.destroy();
        }
    }

    @Test
    void makesNoCallWhoseLastMomentHasPassedWhateverTheServerHeeds() throws IOException {
        MoodyServer server = new MoodyServer();
        ToolServers servers = servers(server.url());
        try {
            EffectCall late = new EffectCall(
                    "bank", "pay", JSON.createObjectNode().put("amount", "1"), somebody(), LONG, System.nanoTime());

            assertThat(new EffectCaller(servers, JSON).call(late)).isInstanceOf(CallResult.NotSent.class);

            assertThat(server.calls).hasValue(0);
        } finally {
            servers.destroy();
            server.close();
        }
    }

    @Test
    void postsThroughOurOwnBridgeAndUnderstandsItsRefusals() {
        try (BridgeApp app = BridgeApp.start(BridgeApp.database())) {
            TestAgent maya = app.agent("local", "Maya");
            EffectCaller caller = app.bean(EffectCaller.class);
            ToolReader reader = app.bean(ToolReader.class);
            OnBehalfOf first = new OnBehalfOf(maya.tenant(), maya.id(), UUID.randomUUID(), null, null);
            OnBehalfOf second = new OnBehalfOf(maya.tenant(), maya.id(), UUID.randomUUID(), null, null);

            assertThat(caller.call(tweet(first, "Hello.", LONG)))
                    .isInstanceOfSatisfying(CallResult.Succeeded.class, done -> {
                        assertThat(done.externalId()).isNotBlank();
                        assertThat(done.structured().path("text").asString()).isEqualTo("Hello.");
                    });
            assertThat(caller.call(tweet(first, "Hello.", LONG)))
                    .isInstanceOfSatisfying(
                            CallResult.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("DUPLICATE_EFFECT"));
            assertThat(caller.call(tweet(second, "Again.", LONG)))
                    .isInstanceOfSatisfying(CallResult.Refused.class, refused -> {
                        assertThat(refused.code()).isEqualTo("RATE_LIMITED");
                        assertThat(refused.retryAfter()).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
                    });
            assertThat(reader.resource(ToolServers.TWITTER, "twitter://timeline", first, LONG))
                    .isInstanceOfSatisfying(
                            ReadResult.Read.class,
                            read -> assertThat(read.content().path("posts")).hasSize(1));
            assertThat(reader.resource(ToolServers.TWITTER, "twitter://nowhere", first, LONG))
                    .isInstanceOf(ReadResult.Unreadable.class);
            assertThat(reader.tool(ToolServers.TWITTER, "post_tweet", JSON.createObjectNode(), LONG))
                    .isInstanceOfSatisfying(
                            ReadResult.Unreadable.class,
                            no -> assertThat(no.why()).startsWith("TOOL_NOT_LISTED"));
        }
    }

    @Test
    void findsTheBridgeAgainAfterItWasAwayAndSendsNothingMeanwhile() throws Exception {
        String database = BridgeApp.database();
        BridgeApp before = BridgeApp.start(database);
        int port = before.port();
        TestAgent maya = before.agent("local", "Maya");
        OnBehalfOf effect = new OnBehalfOf(maya.tenant(), maya.id(), UUID.randomUUID(), null, null);
        ToolServers servers = new ToolServers(
                new ToolProperties(null, LONG, LONG),
                new ServiceToken(new ApiKey(BridgeApp.SERVICE_TOKEN)),
                new MockEnvironment().withProperty("chimera.twitter.url", before.url("/mcp/twitter")),
                System::getenv,
                JSON);
        EffectCaller caller = new EffectCaller(servers, JSON);
        assertThat(caller.call(tweet(effect, "Before.", LONG))).isInstanceOf(CallResult.Succeeded.class);
        before.close();

        assertThat(caller.call(tweet(effect, "Meanwhile.", LONG))).isInstanceOf(CallResult.NotSent.class);

        try (BridgeApp after = BridgeApp.start(database, "server.port=" + port)) {
            assertThat(caller.call(tweet(effect, "After.", LONG)))
                    .isInstanceOfSatisfying(
                            CallResult.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo("DUPLICATE_EFFECT"));
            assertThat(after.count("SELECT count(*) FROM posts")).isEqualTo(1);
        } finally {
            servers.destroy();
        }
    }

    @Test
    void takesNothingButAClearAnswerForAnAnswerAndSendsOnce() throws IOException {
        Mood[] unclear = {
            new Mood.Drops(),
            new Mood.Status(500),
            new Mood.Status(502),
            new Mood.Status(504),
            new Mood.Status(408),
            new Mood.Says("\"error\":{\"code\":-32603,\"message\":\"oops\"}"),
            new Mood.Says("\"error\":{\"code\":-32000,\"message\":\"oops\"}"),
            new Mood.Says("\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"timed out\"}],\"isError\":true}"),
            new Mood.Says("""
                    "result":{"content":[],"isError":true,"structuredContent":{"error":{"code":"BROADCAST_TIMEOUT"}}}
                    """),
        };
        for (Mood mood : unclear) {
            try (MoodyServer server = new MoodyServer()) {
                assertThat(call(server, mood, LONG)).as("%s", mood).isInstanceOf(CallResult.Ambiguous.class);
                assertThat(server.calls).as("%s", mood).hasValue(1);
            }
        }
    }

    @Test
    void doesNotWaitLongerThanTheCallSays() throws IOException {
        try (MoodyServer server = new MoodyServer()) {
            assertThat(call(server, new Mood.Hangs(), Duration.ofSeconds(2))).isInstanceOf(CallResult.Ambiguous.class);
            assertThat(server.calls).hasValue(1);
        }
    }

    @Test
    void knowsARefusalWhenItSeesOne() throws IOException {
        record Expected(Mood mood, String code) {}
        for (Expected expected : new Expected[] {
            new Expected(new Mood.Status(401), "UNAUTHORIZED"),
            new Expected(new Mood.Status(403), "UNAUTHORIZED"),
            new Expected(new Mood.Says("\"error\":{\"code\":-32602,\"message\":\"no amount\"}"), "CALL_REJECTED"),
            new Expected(new Mood.Says("\"error\":{\"code\":-32601,\"message\":\"no tool\"}"), "CALL_REJECTED"),
            new Expected(new Mood.Says("""
                    "result":{"content":[],"isError":true,"structuredContent":{"error":{"code":"EXPIRED","message":"late"}}}
                    """), "EXPIRED"),
        }) {
            try (MoodyServer server = new MoodyServer()) {
                assertThat(call(server, expected.mood(), LONG))
                        .isInstanceOfSatisfying(
                                CallResult.Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo(expected.code()));
                assertThat(server.calls).hasValue(1);
            }
        }
    }

    @Test
    void hearsWhatARefusalCost() throws IOException {
        try (MoodyServer server = new MoodyServer()) {
            assertThat(call(server, new Mood.Says("""
                            "result":{"content":[],"isError":true,"structuredContent":
                            {"error":{"code":"EXPIRED","message":"reverted","fee_wei":"21000000000000"}}}
                            """), LONG))
                    .isInstanceOfSatisfying(
                            CallResult.Refused.class,
                            refused -> assertThat(refused.structured()
                                            .path("error")
                                            .path("fee_wei")
                                            .asString())
                                    .isEqualTo("21000000000000"));
        }
    }

    @Test
    void passesOnWhatWasApprovedForWhomAndTheEnvironmentsSecret() throws IOException {
        try (MoodyServer server = new MoodyServer()) {
            CallResult result = call(
                    server,
                    new Mood.Says("\"result\":{\"content\":[],\"structuredContent\":{\"id\":\"0xabc\"}}"),
                    LONG);

            assertThat(result)
                    .isInstanceOfSatisfying(
                            CallResult.Succeeded.class,
                            done -> assertThat(done.externalId()).isEqualTo("0xabc"));
            JsonNode sent = server.lastCall;
            assertThat(server.lastAuthorization).isEqualTo("Bearer " + System.getenv("HOME"));
            assertThat(sent.path("params").path("arguments").path("amount").asString())
                    .isEqualTo("1");
            assertThat(sent.path("params")
                            .path("_meta")
                            .path("chimera/effect_id")
                            .asString())
                    .isNotEmpty();
        }
    }

    @Test
    void sendsNothingToAServerThatDoesNotIntroduceItself() throws IOException {
        try (MoodyServer server = new MoodyServer()) {
            server.introduction = 503;
            assertThat(call(server, new Mood.Drops(), LONG)).isInstanceOf(CallResult.NotSent.class);
            server.introduction = 404;
            assertThat(call(server, new Mood.Drops(), LONG)).isInstanceOf(CallResult.NotSent.class);
            server.introduction = 401;
            assertThat(call(server, new Mood.Drops(), LONG)).isInstanceOf(CallResult.Refused.class);
            assertThat(server.calls).hasValue(0);
        }
    }

    @Test
    void callsOnlyWhatIsListedAsAnEffect() throws IOException {
        try (MoodyServer server = new MoodyServer()) {
            ToolServers servers = servers(server.url());
            EffectCaller caller = new EffectCaller(servers, JSON);
            for (String tool : new String[] {"balance", "steal"}) {
                assertThat(caller.call(
                                new EffectCall("bank", tool, JSON.createObjectNode(), somebody(), LONG, inTime())))
                        .isInstanceOfSatisfying(
                                CallResult.Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo("TOOL_NOT_LISTED"));
            }
            assertThat(caller.call(
                            new EffectCall("nobody", "pay", JSON.createObjectNode(), somebody(), LONG, inTime())))
                    .isInstanceOf(CallResult.Refused.class);
            assertThat(server.calls).hasValue(0);
            servers.destroy();
        }
    }
}
