package dev.chimera.bridge;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.testing.OnX;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two bridges over one database, in front of one X: whatever the one knows, the other has to. */
final class XPair implements AutoCloseable {

    final OnX x;
    final String database = BridgeApp.database();
    final BridgeApp one;
    final XAgents agents;

    private final BridgeApp two;
    private final TwitterClient first;
    private final TwitterClient second;

    private XPair(OnX x, String... more) {
        this.x = x;
        List<String> properties = new ArrayList<>(x.properties(more));
        properties.add("chimera.twitter.cooldown=0s");
        one = BridgeApp.start(database, properties.toArray(String[]::new));
        two = BridgeApp.start(database, properties.toArray(String[]::new));
        first = new TwitterClient(one, BridgeApp.SERVICE_TOKEN);
        second = new TwitterClient(two, BridgeApp.SERVICE_TOKEN);
        agents = new XAgents(one, x);
    }

    static XPair start(String... properties) {
        return new XPair(OnX.start(), properties);
    }

    /** Posts through the one bridge. */
    TwitterClient.Answer first(TestAgent agent, String text) {
        return post(first, agent, text);
    }

    /** Posts through the other. */
    TwitterClient.Answer second(TestAgent agent, String text) {
        return post(second, agent, text);
    }

    /** So many posts at once, through both. */
    List<TwitterClient.Answer> race(TestAgent agent, int posts) throws InterruptedException, ExecutionException {
        List<TwitterClient.Answer> answers = new ArrayList<>();
        try (ExecutorService racing = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TwitterClient.Answer>> racers = new ArrayList<>();
            for (int i = 0; i < posts; i++) {
                TwitterClient client = i % 2 == 0 ? first : second;
                String text = "Racer " + i;
                racers.add(racing.submit(() -> post(client, agent, text)));
            }
            for (Future<TwitterClient.Answer> racer : racers) {
                answers.add(racer.get());
            }
        }
        return answers;
    }

    private static TwitterClient.Answer post(TwitterClient client, TestAgent agent, String text) {
        return client.post(Map.of("text", text), XAgents.effect(agent, UUID.randomUUID()));
    }

    @Override
    public void close() {
        first.close();
        second.close();
        one.close();
        two.close();
        x.close();
    }
}
