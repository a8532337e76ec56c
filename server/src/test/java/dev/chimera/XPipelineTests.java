package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.ExampleFile;
import dev.chimera.testing.OnX;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From a campaign file that says {@code twitter: x} to a post on the fake X, through every room and MCP. */
class XPipelineTests {

    private static final OnX X = OnX.start();
    private static final TestServer SERVER = TestServer.start(
            SharedServers.fresh(),
            "planner,worker,judge,effect,bridge,api",
            X.properties().toArray(String[]::new));

    private final TestServer.Tenant tenant = SERVER.newTenant();
    private final OnX.Account account = X.account();

    private record Sent(String state, String externalId, String code) {}

    @AfterAll
    static void stop() {
        SERVER.close();
        X.close();
    }

    private ExampleFile file(String name) {
        ExampleFile file = ExampleFile.named("coffee-launch");
        file.agent(name).put("twitter", "x");
        return file;
    }

    private ExampleFile connectedFile(String name) {
        ExampleFile file = file(name);
        file.agent(name).putObject("x").put("access_token", X.secret("t-" + account.username(), account.accessToken()));
        return file;
    }

    private String handIn(ExampleFile file) {
        TestServer.Reply reply = SERVER.post(tenant.operator(), "/v1/campaigns", file.json());
        assertThat(reply.status()).as(reply.raw().body()).isLessThan(300);
        return reply.json().path("id").stringValue();
    }

    private JsonNode published(String campaign) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> SERVER.get(tenant.operator(), "/v1/report?campaign=" + campaign)
                                .json(),
                        report -> !report.path("posts").isEmpty());
    }

    private List<Sent> effects() {
        return SERVER.jdbc()
                .sql("""
                        SELECT state, coalesce(external_id, '') AS external_id, coalesce(error_code, '') AS code
                        FROM effects WHERE tenant_id = ? ORDER BY created_at
                        """)
                .param(tenant.id().value())
                .query((row, _) -> new Sent(
                        String.valueOf(row.getString("state")),
                        String.valueOf(row.getString("external_id")),
                        String.valueOf(row.getString("code"))))
                .list();
    }

    /** The bridge knows first that a post is out; the effect hears it a moment later. */
    private List<String> confirmed() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::confirmedByNow, each -> !each.isEmpty());
    }

    private List<String> confirmedByNow() {
        return effects().stream()
                .filter(effect -> effect.state().equals("CONFIRMED"))
                .map(Sent::externalId)
                .toList();
    }

    @Test
    void postsAnApprovedEffectToXOnceAndKnowsItsId() {
        JsonNode report = published(handIn(connectedFile("Maya on X")));

        List<JsonNode> posts = X.posts(account);
        assertThat(posts).hasSize(1);
        assertThat(report.path("posts").path(0).path("id").asString())
                .isEqualTo(posts.getFirst().path("id").asString());
        assertThat(report.path("posts").path(0).path("text").asString())
                .isEqualTo(posts.getFirst().path("text").asString());
        assertThat(posts.getFirst().path("made_with_ai").asBoolean()).isTrue();
        assertThat(confirmed()).containsExactly(posts.getFirst().path("id").asString());
        assertThat(SERVER.audited(tenant)).contains("TwitterChosen", "XAccountConnected", "TweetPublished");
    }

    @Test
    void findsAgainWhatXPostedBeforeItsAnswerWasLost() {
        X.fails("POST /2/tweets", "ACT_THEN_504");

        published(handIn(connectedFile("Maya lost and found")));

        assertThat(X.posts(account)).hasSize(1);
        assertThat(confirmed())
                .containsExactly(X.posts(account).getFirst().path("id").asString());
        assertThat(SERVER.audited(tenant)).contains("EffectUnknown", "TweetFound", "EffectConfirmed");
    }

    @Test
    void waitsUntilSomebodyConnectsTheAccountAndThenPosts() {
        String campaign = handIn(file("Maya without a key"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> effects().stream().anyMatch(effect -> effect.code().equals("X_RECONNECT_NEEDED")));
        assertThat(effects()).allMatch(effect -> effect.state().equals("INTENDED"));

        TestServer.Reply connected = SERVER.post(
                tenant.operator(),
                "/v1/agents/Maya%20without%20a%20key/x/connection",
                "{\"access_token\":\"%s\"}".formatted(X.secret("later-" + account.username(), account.accessToken())));
        assertThat(connected.status()).as(connected.raw().body()).isEqualTo(200);
        SERVER.jdbc()
                .sql("UPDATE effects SET ready_at = now() WHERE tenant_id = ?")
                .param(tenant.id().value())
                .update();

        published(campaign);
        assertThat(X.posts(account)).hasSize(1);
    }

    @Test
    void changesNothingWhenTheSameFileIsRunAgainAndKeepsTheChoiceOfAFileThatSaysNothing() {
        // Its post must not meet what the next test plans for its own.
        published(handIn(connectedFile("Maya again")));
        List<String> before = SERVER.audited(tenant).stream()
                .filter(event -> event.equals("TwitterChosen") || event.equals("XAccountConnected"))
                .toList();
        assertThat(before).containsExactly("TwitterChosen", "XAccountConnected");

        handIn(connectedFile("Maya again"));
        ExampleFile silent = ExampleFile.named("coffee-launch");
        silent.agent("Maya again");
        handIn(silent);

        assertThat(SERVER.audited(tenant).stream()
                        .filter(event -> event.equals("TwitterChosen") || event.equals("XAccountConnected")))
                .hasSize(2);
        assertThat(SERVER.jdbc()
                        .sql("SELECT twitter FROM agents WHERE tenant_id = ?")
                        .param(tenant.id().value())
                        .query(String.class)
                        .single())
                .isEqualTo("x");
    }

    @Test
    void leavesAnAgentAsItIsWhereAFileIsOnlyRehearsed() {
        ExampleFile rehearsal = connectedFile("Maya in rehearsal").asRehearsal();
        String campaign = handIn(rehearsal);

        assertThat(SERVER.jdbc()
                        .sql("SELECT count(*) FROM x_accounts WHERE tenant_id = ?")
                        .param(tenant.id().value())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(SERVER.delete(tenant.operator(), "/v1/campaigns/" + campaign).status())
                .isLessThan(300);
    }
}
