package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.testing.OnX;
import io.modelcontextprotocol.spec.McpError;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What becomes of a post on X, for everything that X may answer; what the fake recorded is the judge. */
class XPostTests {

    private static final String POSTS = "POST /2/tweets";

    private static OnX x;
    private static BridgeApp app;
    private static TwitterClient service;
    private static XAgents agents;

    @BeforeAll
    static void boot() {
        x = OnX.start();
        app = BridgeApp.start(
                BridgeApp.database(),
                x.properties("chimera.twitter.cooldown=0s", "chimera.x.timeout=3s")
                        .toArray(String[]::new));
        service = new TwitterClient(app, BridgeApp.SERVICE_TOKEN);
        agents = new XAgents(app, x);
    }

    @AfterAll
    static void stop() {
        service.close();
        app.close();
        x.close();
    }

    private static TwitterClient.Answer post(TestAgent agent, String text) {
        return service.post(Map.of("text", text), XAgents.effect(agent, UUID.randomUUID()));
    }

    private static JsonNode timeline(TestAgent agent) {
        return service.read("twitter://timeline", XAgents.effect(agent, UUID.randomUUID()));
    }

    @Test
    void postsWithAnAccessTokenAndSaysThatAnAiMadeIt() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);

        TwitterClient.Answer answer = post(maya, "Cold brew, 18 hours. café & <crema> https://example.com/a?b=1&c=2");

        assertThat(answer.isError()).as(answer.body().toString()).isFalse();
        List<JsonNode> posts = x.posts(account);
        assertThat(posts).hasSize(1);
        assertThat(posts.getFirst().path("made_with_ai").asBoolean()).isTrue();
        assertThat(posts.getFirst().path("text").asString())
                .isEqualTo("Cold brew, 18 hours. café & <crema> https://example.com/a?b=1&c=2");
        assertThat(answer.body().path("id").asString())
                .isEqualTo(posts.getFirst().path("id").asString());
        assertThat(agents.states(maya)).isEqualTo("PUBLISHED");
    }

    @Test
    void saysThatNoAiMadeItOnlyForAnAgentWhoseOperatorSwitchedTheLabelOff() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        app.jdbc()
                .sql("UPDATE agents SET ai_labeled = false WHERE id = ?")
                .param(maya.id())
                .update();

        post(maya, "By hand.");

        assertThat(x.posts(account).getFirst().path("made_with_ai").asBoolean(true))
                .isFalse();
    }

    @Test
    void postsWithTheFourSecretsOfOAuth1() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withKeys(account);

        assertThat(post(maya, "Signed, & sealed.").isError()).isFalse();
        assertThat(x.posts(account)).hasSize(1);
        assertThat(app.jdbc()
                        .sql("SELECT x_user_id || ' ' || username FROM x_accounts WHERE agent_id = ?")
                        .param(maya.id())
                        .query(String.class)
                        .single())
                .isEqualTo(account.userId() + " " + account.username());
    }

    @Test
    void refusesADuplicateForGoodWithACodeOfItsOwn() {
        TestAgent maya = agents.withAccessToken(x.account());
        post(maya, "Said once.");

        TwitterClient.Answer refused = post(maya, "Said once.");

        assertThat(refused.code()).isEqualTo("DUPLICATE_TEXT");
        assertThat(refused.body().path("error").has("retry_after_seconds")).isFalse();
        assertThat(agents.states(maya)).isEqualTo("PUBLISHED");
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS_403, X_REFUSED, false",
        "STATUS_402, X_UNAVAILABLE, true",
        "STATUS_429, RATE_LIMITED, true",
        "STATUS_401, X_RECONNECT_NEEDED, true"
    })
    void knowsThatNothingWasPostedWhenXSaysNo(String fault, String code, boolean later) {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        x.fails(POSTS, fault);

        TwitterClient.Answer refused = post(maya, "Not now.");

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.body().path("error").has("retry_after_seconds")).isEqualTo(later);
        assertThat(agents.states(maya)).isEmpty();
        assertThat(x.posts(account)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACT_THEN_RESET", "ACT_THEN_500", "ACT_THEN_504", "ACT_THEN_SILENCE", "ACT_THEN_NONSENSE"})
    void neverSendsAgainWhatMayBeOutThereAndFindsItOnTheTimeline(String fault) {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        String text = "Beans & <b>water</b> > tea. See example.com and https://Example.com/Path?a=1&b=2 #coffee";
        UUID effect = UUID.randomUUID();
        x.fails(POSTS, fault);

        assertThatThrownBy(() -> service.post(Map.of("text", text), XAgents.effect(maya, effect)))
                .isInstanceOf(McpError.class)
                .hasMessageStartingWith("internal error");
        assertThat(agents.states(maya)).isEqualTo("SENDING");
        assertThat(service.post(Map.of("text", text), XAgents.effect(maya, effect))
                        .code())
                .isEqualTo("DUPLICATE_EFFECT");

        JsonNode found =
                service.read("twitter://timeline", XAgents.effect(maya, effect)).path("posts");

        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("id").asString())
                .isEqualTo(x.posts(account).getFirst().path("id").asString());
        assertThat(agents.states(maya)).isEqualTo("PUBLISHED");
        assertThat(x.posts(account)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESET", "STATUS_500", "STATUS_503", "SILENCE"})
    void doesNotFindWhatIsNotThere(String fault) {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        post(maya, "Something else.");
        x.fails(POSTS, fault);

        assertThatThrownBy(() -> post(maya, "Lost on the way.")).isInstanceOf(McpError.class);

        assertThat(timeline(maya).path("posts")).isEmpty();
        assertThat(agents.states(maya)).contains("SENDING");
        assertThat(x.posts(account)).hasSize(1);
    }

    @Test
    void looksAtXOnlyWhenSomethingIsMissing() {
        TestAgent maya = agents.withAccessToken(x.account());
        post(maya, "Here.");
        int before = x.calls("GET /2/users/{id}/tweets");

        timeline(maya);

        assertThat(x.calls("GET /2/users/{id}/tweets")).isEqualTo(before);
    }

    @Test
    void waitsForAPersonWhereNoAccountIsConnected() {
        TestAgent maya = agents.unconnected();

        TwitterClient.Answer refused = post(maya, "To whom?");

        assertThat(refused.code()).isEqualTo("X_RECONNECT_NEEDED");
        assertThat(refused.message()).contains("chimera agents connect x");
        assertThat(agents.states(maya)).isEmpty();
    }

    @Test
    void waitsForAPersonWhereTheSecretIsNotThereAndNamesIt() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        app.jdbc()
                .sql("UPDATE x_accounts SET access_token = 'home:nowhere' WHERE agent_id = ?")
                .param(maya.id())
                .update();

        TwitterClient.Answer refused = post(maya, "With what?");

        assertThat(refused.code()).isEqualTo("X_RECONNECT_NEEDED");
        assertThat(refused.message()).contains("home:nowhere");
    }

    @Test
    void takesATokenThatWasReplacedAfterTheOldOneIsRefused() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        post(maya, "First.");
        x.control("expire", Map.of("username", account.username()));

        assertThat(post(maya, "Second.").code()).isEqualTo("X_RECONNECT_NEEDED");
        String fresh = x.control("accounts", Map.of("username", account.username()))
                .path("access_token")
                .asString();
        x.secret("token-" + account.username(), fresh);

        assertThat(post(maya, "Second.").isError()).isFalse();
        assertThat(x.posts(account)).hasSize(2);
    }

    @Test
    void letsNoTwoAgentsPostWithOneAccount() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        TestAgent jonas = agents.withKeys(account);
        post(maya, "Mine.");

        TwitterClient.Answer refused = post(jonas, "Mine, too.");

        assertThat(refused.code()).isEqualTo("X_RECONNECT_NEEDED");
        assertThat(refused.message()).contains("another agent's");
        assertThat(x.posts(account)).hasSize(1);
    }

    @Test
    void leavesTheTimelineToAgentsThatChoseIt() {
        TestAgent maya = app.agent("local", "agent " + UUID.randomUUID());
        int before = x.calls(POSTS);

        assertThat(post(maya, "At home.").isError()).isFalse();

        assertThat(x.calls(POSTS)).isEqualTo(before);
        assertThat(agents.states(maya)).isEqualTo("PUBLISHED");
    }

    @Test
    void neverShowsATokenInWhatItWrites() {
        OnX.Account account = x.account();
        TestAgent maya = agents.withAccessToken(account);
        post(maya, "Quiet.");

        String all = app.jdbc()
                .sql("SELECT coalesce(string_agg(evidence::text, ' '), '') FROM audit_log")
                .query(String.class)
                .single();

        assertThat(all).contains("Quiet.").doesNotContain(account.accessToken());
    }
}
