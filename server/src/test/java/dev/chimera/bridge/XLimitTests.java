package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** X's limits: obeyed, shared between processes, and scheduled by. */
class XLimitTests {

    private static final String POSTS = "POST /2/tweets";

    private static OnX x;
    private static BridgeApp one;
    private static BridgeApp two;
    private static TwitterClient first;
    private static TwitterClient second;
    private static XAgents agents;

    @BeforeAll
    static void boot() {
        x = OnX.start();
        x.control("limits", Map.of("endpoint", POSTS, "limit", 3, "window_seconds", 600));
        String database = BridgeApp.database();
        String[] properties = x.properties("chimera.twitter.cooldown=0s").toArray(String[]::new);
        one = BridgeApp.start(database, properties);
        two = BridgeApp.start(database, properties);
        first = new TwitterClient(one, BridgeApp.SERVICE_TOKEN);
        second = new TwitterClient(two, BridgeApp.SERVICE_TOKEN);
        agents = new XAgents(one, x);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        one.close();
        two.close();
        x.close();
    }

    private static TwitterClient.Answer post(TwitterClient client, TestAgent agent, String text) {
        return client.post(Map.of("text", text), XAgents.effect(agent, UUID.randomUUID()));
    }

    private static long secondsToWait(TwitterClient.Answer refused) {
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo("RATE_LIMITED");
        return refused.body().path("error").path("retry_after_seconds").asLong();
    }

    @Test
    void makesNoRequestThatXWouldRefuseWhicheverProcessIsAsked() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        assertThat(post(first, maya, "One.").isError()).isFalse();
        assertThat(post(second, maya, "Two.").isError()).isFalse();
        assertThat(post(first, maya, "Three.").isError()).isFalse();
        int asked = x.calls(POSTS);

        assertThat(secondsToWait(post(first, maya, "Four."))).isBetween(500L, 600L);
        assertThat(secondsToWait(post(second, maya, "Four."))).isBetween(500L, 600L);

        assertThat(x.calls(POSTS)).isEqualTo(asked);
        assertThat(x.posts(account)).hasSize(3);
    }

    @Test
    void spendsWhatIsLeftTogetherAndNoMore() throws InterruptedException, ExecutionException {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        assertThat(post(first, maya, "One.").isError()).isFalse();
        int asked = x.calls(POSTS);
        List<TwitterClient.Answer> answers = new ArrayList<>();
        try (ExecutorService racing = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TwitterClient.Answer>> posts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                TwitterClient client = i % 2 == 0 ? first : second;
                String text = "Racer " + i;
                posts.add(racing.submit(() -> post(client, maya, text)));
            }
            for (Future<TwitterClient.Answer> each : posts) {
                answers.add(each.get());
            }
        }

        assertThat(answers.stream().filter(answer -> !answer.isError())).hasSize(2);
        assertThat(answers.stream().filter(TwitterClient.Answer::isError))
                .allMatch(answer -> answer.code().equals("RATE_LIMITED"));
        assertThat(x.calls(POSTS)).isEqualTo(asked + 2);
    }

    @Test
    void waitsAsLongAsA429Says() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        for (String text : List.of("One.", "Two.", "Three.")) {
            post(first, maya, text);
        }
        one.jdbc()
                .sql("DELETE FROM x_rate_limits WHERE agent_id = ?")
                .param(maya.id())
                .update();

        assertThat(secondsToWait(post(first, maya, "Four."))).isBetween(500L, 600L);
        int asked = x.calls(POSTS);
        assertThat(secondsToWait(post(second, maya, "Four."))).isBetween(500L, 600L);

        assertThat(x.calls(POSTS)).isEqualTo(asked);
        assertThat(agents.states(maya)).isEqualTo("PUBLISHED,PUBLISHED,PUBLISHED");
    }

    @Test
    void remembersA429ThatSaysNothingAboutLimits() {
        TestAgent maya = agents.withAccessToken(x.account());
        x.fails(POSTS, "STATUS_429");

        assertThat(secondsToWait(post(first, maya, "One."))).isBetween(30L, 60L);
        int asked = x.calls(POSTS);
        assertThat(secondsToWait(post(second, maya, "One."))).isBetween(30L, 60L);

        assertThat(x.calls(POSTS)).isEqualTo(asked);
    }

    @Test
    void goesOnWhenTheWindowIsOver() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        x.fails(POSTS, "STATUS_429");
        secondsToWait(post(first, maya, "One."));
        one.jdbc()
                .sql("UPDATE x_rate_limits SET reset_at = now() WHERE agent_id = ?")
                .param(maya.id())
                .update();

        assertThat(post(second, maya, "One.").isError()).isFalse();
    }
}
