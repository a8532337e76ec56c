package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.testing.OnX;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** X's limits: obeyed, shared between processes, and scheduled by. */
class XLimitTests {

    private static final String POSTS = "POST /2/tweets";

    private static XPair pair;

    @BeforeAll
    static void boot() {
        pair = XPair.start();
        pair.x.control("limits", Map.of("endpoint", POSTS, "limit", 3, "window_seconds", 600));
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    private static long secondsToWait(TwitterClient.Answer refused) {
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo("RATE_LIMITED");
        return refused.body().path("error").path("retry_after_seconds").asLong();
    }

    @Test
    void makesNoRequestThatXWouldRefuseWhicheverProcessIsAsked() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withAccessToken(account);
        assertThat(pair.first(maya, "One.").isError()).isFalse();
        assertThat(pair.second(maya, "Two.").isError()).isFalse();
        assertThat(pair.first(maya, "Three.").isError()).isFalse();
        int asked = pair.x.calls(POSTS);

        assertThat(secondsToWait(pair.first(maya, "Four."))).isBetween(500L, 600L);
        assertThat(secondsToWait(pair.second(maya, "Four."))).isBetween(500L, 600L);

        assertThat(pair.x.calls(POSTS)).isEqualTo(asked);
        assertThat(pair.x.posts(account)).hasSize(3);
    }

    @Test
    void spendsWhatIsLeftTogetherAndNoMore() throws InterruptedException, ExecutionException {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withAccessToken(account);
        assertThat(pair.first(maya, "One.").isError()).isFalse();
        int asked = pair.x.calls(POSTS);
        List<TwitterClient.Answer> answers = pair.race(maya, 12);

        assertThat(answers.stream().filter(answer -> !answer.isError())).hasSize(2);
        assertThat(answers.stream().filter(TwitterClient.Answer::isError))
                .allMatch(answer -> answer.code().equals("RATE_LIMITED"));
        assertThat(pair.x.calls(POSTS)).isEqualTo(asked + 2);
    }

    @Test
    void waitsAsLongAsA429Says() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withAccessToken(account);
        for (String text : List.of("One.", "Two.", "Three.")) {
            pair.first(maya, text);
        }
        pair.one
                .jdbc()
                .sql("DELETE FROM x_rate_limits WHERE agent_id = ?")
                .param(maya.id())
                .update();

        assertThat(secondsToWait(pair.first(maya, "Four."))).isBetween(500L, 600L);
        int asked = pair.x.calls(POSTS);
        assertThat(secondsToWait(pair.second(maya, "Four."))).isBetween(500L, 600L);

        assertThat(pair.x.calls(POSTS)).isEqualTo(asked);
        assertThat(pair.agents.states(maya)).isEqualTo("PUBLISHED,PUBLISHED,PUBLISHED");
    }

    @Test
    void remembersA429ThatSaysNothingAboutLimits() {
        TestAgent maya = pair.agents.withAccessToken(pair.x.account());
        pair.x.fails(POSTS, "STATUS_429");

        assertThat(secondsToWait(pair.first(maya, "One."))).isBetween(30L, 60L);
        int asked = pair.x.calls(POSTS);
        assertThat(secondsToWait(pair.second(maya, "One."))).isBetween(30L, 60L);

        assertThat(pair.x.calls(POSTS)).isEqualTo(asked);
    }

    @Test
    void goesOnWhenTheWindowIsOver() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withAccessToken(account);
        pair.x.fails(POSTS, "STATUS_429");
        secondsToWait(pair.first(maya, "One."));
        pair.one
                .jdbc()
                .sql("UPDATE x_rate_limits SET reset_at = now() WHERE agent_id = ?")
                .param(maya.id())
                .update();

        assertThat(pair.second(maya, "One.").isError()).isFalse();
    }
}
