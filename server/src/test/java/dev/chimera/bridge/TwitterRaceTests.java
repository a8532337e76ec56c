package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.tenant.OnBehalfOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
}
