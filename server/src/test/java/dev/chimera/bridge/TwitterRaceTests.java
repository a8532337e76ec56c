package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.testing.TestCampaign;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Several callers, several processes, and a restart: the limits hold by the database alone. */
class TwitterRaceTests {

    private static final int CALLS_EACH = 20;

    private static Map<String, Object> effect(TestAgent agent, UUID effect) {
        return new OnBehalfOf(agent.tenant(), agent.id(), effect, null, null).toMeta();
    }

    /** Calls from two processes at once, and what they answered. */
    private static List<String> codes(BridgeApp one, BridgeApp two, TestAgent agent, IntFunction<UUID> effects)
            throws InterruptedException, ExecutionException {
        List<String> codes = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TwitterClient first = new TwitterClient(one, BridgeApp.SERVICE_TOKEN);
                TwitterClient second = new TwitterClient(two, BridgeApp.SERVICE_TOKEN)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int call = 0; call < 2 * CALLS_EACH; call++) {
                int number = call;
                answers.add(threads.submit(() -> {
                    start.await();
                    TwitterClient client = number % 2 == 0 ? first : second;
                    return client.post(Map.of("text", "Number " + number), effect(agent, effects.apply(number)))
                            .code();
                }));
            }
            start.countDown();
            for (Future<String> answer : answers) {
                codes.add(answer.get());
            }
        }
        return codes;
    }

    @Test
    void letsExactlyOneOfManyCallersIntoASlot() throws Exception {
        String database = BridgeApp.database();
        try (BridgeApp one = BridgeApp.start(database);
                BridgeApp two = BridgeApp.start(database)) {
            TestAgent agent = one.agent("local", "Maya");

            List<String> codes = codes(one, two, agent, _ -> UUID.randomUUID());

            assertThat(codes).filteredOn(String::isEmpty).hasSize(1);
            assertThat(codes).filteredOn("RATE_LIMITED"::equals).hasSize(2 * CALLS_EACH - 1);
            assertThat(one.count("SELECT count(*) FROM posts")).isEqualTo(1);
            assertThat(one.count("SELECT count(*) FROM audit_log WHERE event = 'TweetRefused'"))
                    .isEqualTo(2 * CALLS_EACH - 1);
        }
    }

    @Test
    void postsOneEffectOnceAlsoWithoutACooldown() throws Exception {
        String database = BridgeApp.database();
        try (BridgeApp one = BridgeApp.start(database, "chimera.twitter.cooldown=0s");
                BridgeApp two = BridgeApp.start(database, "chimera.twitter.cooldown=0s")) {
            TestAgent agent = one.agent("local", "Maya");
            UUID effect = UUID.randomUUID();

            List<String> codes = codes(one, two, agent, _ -> effect);

            assertThat(codes).filteredOn(String::isEmpty).hasSize(1);
            assertThat(codes).filteredOn("DUPLICATE_EFFECT"::equals).hasSize(2 * CALLS_EACH - 1);
            assertThat(one.count("SELECT count(*) FROM posts")).isEqualTo(1);
        }
    }

    @Test
    void remembersTheCooldownAcrossARestart() {
        String database = BridgeApp.database();
        TestAgent agent;
        try (BridgeApp before = BridgeApp.start(database);
                TwitterClient client = new TwitterClient(before, BridgeApp.SERVICE_TOKEN)) {
            agent = before.agent("local", "Maya");
            assertThat(client.post(Map.of("text", "Before."), effect(agent, UUID.randomUUID()))
                            .isError())
                    .isFalse();
        }
        try (BridgeApp after = BridgeApp.start(database);
                TwitterClient client = new TwitterClient(after, BridgeApp.SERVICE_TOKEN)) {
            assertThat(client.post(Map.of("text", "After."), effect(agent, UUID.randomUUID()))
                            .code())
                    .isEqualTo("RATE_LIMITED");
            assertThat(after.count("SELECT count(*) FROM posts")).isEqualTo(1);
        }
    }

    /** Runs a call while somebody else holds the agent's row, and lets go when the call waits for it. */
    private static <T> T whileHeld(BridgeApp app, String database, Held held, Callable<T> call) throws Exception {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = DriverManager.getConnection(database)) {
            holder.setAutoCommit(false);
            held.begin(holder);
            Future<T> answer = thread.submit(call);
            await().atMost(TestCampaign.SOON).until(() -> app.waitingForLocks() == 1);
            held.end(holder);
            return answer.get();
        }
    }

    private interface Held {
        void begin(Connection holder) throws SQLException;

        void end(Connection holder) throws SQLException;
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    @Test
    void refusesACallThatWaitedForTheRowPastItsLastMoment() throws Exception {
        String database = BridgeApp.database();
        try (BridgeApp app = BridgeApp.start(database);
                TwitterClient client = new TwitterClient(app, BridgeApp.SERVICE_TOKEN)) {
            TestAgent agent = app.agent("local", "Maya");
            Instant last = app.jdbc()
                    .sql("SELECT clock_timestamp() + interval '5 seconds'")
                    .query(OffsetDateTime.class)
                    .single()
                    .toInstant();
            OnBehalfOf whom = new OnBehalfOf(agent.tenant(), agent.id(), UUID.randomUUID(), null, last);
            Held lockOnly = new Held() {
                @Override
                public void begin(Connection holder) throws SQLException {
                    execute(holder, "SELECT FROM agents WHERE id = ? FOR UPDATE", agent.id());
                }

                @Override
                public void end(Connection holder) throws SQLException {
                    await().atMost(TestCampaign.SOON)
                            .until(() -> app.count(
                                            "SELECT count(*) WHERE clock_timestamp() > ?",
                                            last.atOffset(ZoneOffset.UTC))
                                    == 1);
                    holder.rollback();
                }
            };

            String code = whileHeld(
                    app,
                    database,
                    lockOnly,
                    () -> client.post(Map.of("text", "Too late."), whom.toMeta())
                            .code());

            assertThat(code).isEqualTo("EXPIRED");
            assertThat(app.count("SELECT count(*) FROM posts")).isZero();
            assertThat(app.count("SELECT count(*) FROM agents WHERE next_slot_at = '-infinity'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void showsATimelineOnlyWhenEveryPostOnItsWayHasArrived() throws Exception {
        String database = BridgeApp.database();
        try (BridgeApp app = BridgeApp.start(database);
                TwitterClient client = new TwitterClient(app, BridgeApp.SERVICE_TOKEN)) {
            TestAgent agent = app.agent("local", "Maya");
            UUID effect = UUID.randomUUID();
            Held posting = new Held() {
                @Override
                public void begin(Connection holder) throws SQLException {
                    execute(holder, "UPDATE agents SET next_slot_at = clock_timestamp() WHERE id = ?", agent.id());
                    execute(holder, """
                            INSERT INTO posts (tenant_id, id, agent_id, effect_id, text, is_ai_labeled, state, posted_at)
                            VALUES (?, ?, ?, ?, 'On its way.', true, 'PUBLISHED', clock_timestamp())
                            """, agent.tenant().value(), UUID.randomUUID(), agent.id(), effect);
                }

                @Override
                public void end(Connection holder) throws SQLException {
                    holder.commit();
                }
            };

            int shown = whileHeld(
                    app,
                    database,
                    posting,
                    () -> client.read("twitter://timeline", effect(agent, effect))
                            .path("posts")
                            .size());

            assertThat(shown).isEqualTo(1);
        }
    }
}
