package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.TestCampaign;
import io.modelcontextprotocol.spec.McpError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A timeline behind a network: what happens around the one moment in which nobody knows. */
class RemoteTimelineTests {

    /** Keeps every tweet that it is given, and answers as the test wants. */
    private static final class Outside implements RemoteTimeline {

        private final List<Entry> entries = new ArrayList<>();
        private @Nullable Publication answer;
        private boolean keepsEffects;
        private Runnable meanwhile = () -> {};

        @Override
        public synchronized Publication publish(Handover handover) {
            meanwhile.run();
            if (answer instanceof Refusal refusal) {
                return refusal;
            }
            Entry entry = new Entry(
                    "remote-" + entries.size(),
                    keepsEffects ? handover.effect() : null,
                    handover.text(),
                    Instant.parse("2999-01-01T00:00:00Z"));
            entries.add(entry);
            if (answer == null) {
                throw new UncheckedIOException(new IOException("connection reset"));
            }
            return new Publication.Published(entry.externalId());
        }

        @Override
        public synchronized List<Entry> newest(TenantId tenant, AgentId agent, int limit) {
            return entries.reversed();
        }
    }

    private static final Outside OUTSIDE = new Outside();
    private static String database;
    private static BridgeApp app;
    private static TwitterClient service;

    @BeforeAll
    static void boot() {
        database = BridgeApp.database();
        app = BridgeApp.start(database, OUTSIDE);
        service = new TwitterClient(app, BridgeApp.SERVICE_TOKEN);
    }

    @AfterAll
    static void stop() {
        service.close();
        app.close();
    }

    private static Map<String, Object> effect(TestAgent agent, UUID effect) {
        return new OnBehalfOf(agent.tenant(), agent.id(), effect, null, null).toMeta();
    }

    private static TestAgent freshStart(@Nullable Publication answer, boolean keepsEffects) {
        OUTSIDE.entries.clear();
        OUTSIDE.answer = answer;
        OUTSIDE.keepsEffects = keepsEffects;
        OUTSIDE.meanwhile = () -> {};
        return app.agent("local", "agent " + UUID.randomUUID());
    }

    private static String states(TestAgent agent) {
        return String.join(
                ",",
                app.jdbc()
                        .sql("SELECT state FROM posts WHERE agent_id = ?")
                        .param(agent.id())
                        .query(String.class)
                        .list());
    }

    @Test
    void recordsHowTheOutsideCallsATweet() {
        TestAgent maya = freshStart(new Publication.Published("any"), false);

        JsonNode body = service.post(Map.of("text", "Out."), effect(maya, UUID.randomUUID()))
                .body();

        assertThat(body.path("id").asString()).isEqualTo("remote-0");
        assertThat(states(maya)).isEqualTo("PUBLISHED");
    }

    @Test
    void givesTheSlotBackWhenTheOutsideRefuses() {
        TestAgent maya =
                freshStart(new Refusal(RefusalCode.RATE_LIMITED, "too many posts", Duration.ofSeconds(7)), false);
        UUID effect = UUID.randomUUID();

        TwitterClient.Answer refused = service.post(Map.of("text", "Out."), effect(maya, effect));

        assertThat(refused.code()).isEqualTo("RATE_LIMITED");
        assertThat(refused.body().path("error").path("retry_after_seconds").asLong())
                .isEqualTo(7);
        assertThat(states(maya)).isEmpty();
        OUTSIDE.answer = new Publication.Published("any");
        assertThat(service.post(Map.of("text", "Out."), effect(maya, effect)).isError())
                .isFalse();
    }

    /** Whoever reads the timeline locks the agent, and then the posts that it can confirm. */
    @Test
    void givesTheSlotBackWhileSomebodyReadsTheTimeline() throws Exception {
        TestAgent maya = freshStart(Refusal.of(RefusalCode.X_REFUSED, "not that"), false);
        try (Connection reader = DriverManager.getConnection(database);
                Statement sql = reader.createStatement();
                ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            reader.setAutoCommit(false);
            CountDownLatch reading = new CountDownLatch(1);
            OUTSIDE.meanwhile = () -> {
                try {
                    sql.execute("SELECT FROM agents WHERE id = '" + maya.id() + "' FOR SHARE");
                    reading.countDown();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
            Future<TwitterClient.Answer> answer =
                    thread.submit(() -> service.post(Map.of("text", "Out."), effect(maya, UUID.randomUUID())));
            reading.await();
            await().atMost(TestCampaign.SOON).until(() -> app.waitingForLocks() == 1);
            sql.execute("SET LOCAL lock_timeout = '500ms'");
            sql.execute("SELECT FROM posts WHERE agent_id = '" + maya.id() + "' FOR UPDATE");
            reader.commit();
            assertThat(answer.get().code()).isEqualTo("X_REFUSED");
        }
        assertThat(states(maya)).isEmpty();
    }

    @Test
    void saysThatNobodyKnowsWhenTheAnswerIsLostAndFindsTheTweetByLooking() {
        for (boolean keepsEffects : new boolean[] {true, false}) {
            TestAgent maya = freshStart(null, keepsEffects);
            UUID effect = UUID.randomUUID();

            assertThatThrownBy(() -> service.post(Map.of("text", "Lost?"), effect(maya, effect)))
                    .isInstanceOf(McpError.class)
                    .hasMessageStartingWith("internal error")
                    .hasMessageNotContaining("reset");
            assertThat(states(maya)).isEqualTo("SENDING");
            assertThat(service.post(Map.of("text", "Lost?"), effect(maya, effect))
                            .code())
                    .isEqualTo("DUPLICATE_EFFECT");

            JsonNode found =
                    service.read("twitter://timeline", effect(maya, effect)).path("posts");

            assertThat(found).hasSize(1);
            assertThat(found.path(0).path("id").asString()).isEqualTo("remote-0");
            assertThat(states(maya)).isEqualTo("PUBLISHED");
            assertThat(OUTSIDE.entries).hasSize(1);
        }
    }

    @Test
    void takesNoOtherTweetForTheOneThatIsMissing() {
        TestAgent maya = freshStart(new Publication.Published("any"), false);
        service.post(Map.of("text", "Same words."), effect(maya, UUID.randomUUID()));
        app.freeSlot(maya);
        OUTSIDE.answer = null;
        UUID lost = UUID.randomUUID();
        assertThatThrownBy(() -> service.post(Map.of("text", "Same words."), effect(maya, lost)))
                .isInstanceOf(McpError.class);
        OUTSIDE.entries.removeLast();

        assertThat(service.read("twitter://timeline", effect(maya, lost)).path("posts"))
                .isEmpty();
        assertThat(app.count("SELECT count(*) FROM posts WHERE state = 'SENDING' AND effect_id = ?", lost))
                .isEqualTo(1);
    }
}
