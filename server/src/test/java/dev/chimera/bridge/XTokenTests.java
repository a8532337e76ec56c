package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.testing.OnX;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that run out: refreshed once, whoever asks, and lost only when X itself says so. */
class XTokenTests {

    private static final String TOKEN = "POST /2/oauth2/token";

    private static XPair pair;

    @BeforeAll
    static void boot() {
        pair = XPair.start("chimera.x.timeout=3s", "chimera.x.refresh-wait=30s");
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    private static int refreshes() {
        return pair.x.calls("refreshes");
    }

    private static String state(TestAgent agent) {
        return pair.one
                .jdbc()
                .sql("SELECT state FROM x_accounts WHERE agent_id = ?")
                .param(agent.id())
                .query(String.class)
                .single();
    }

    private static String refreshToken(TestAgent agent) {
        return pair.x.readSecret("x-" + agent.id() + "-refresh");
    }

    @Test
    void refreshesBeforeThePostAndKeepsTheNewRefreshToken() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        int before = refreshes();

        assertThat(pair.first(maya, "Fresh.").isError()).isFalse();
        assertThat(pair.second(maya, "Still fresh.").isError()).isFalse();

        assertThat(refreshes()).isEqualTo(before + 1);
        assertThat(refreshToken(maya)).isNotEqualTo(account.refreshToken()).startsWith("fake-rt-");
        assertThat(pair.x.posts(account)).hasSize(2);
        assertThat(pair.one
                        .jdbc()
                        .sql("SELECT row_to_json(a)::text FROM x_accounts a WHERE agent_id = ?")
                        .param(maya.id())
                        .query(String.class)
                        .single())
                .doesNotContain("fake-rt-")
                .doesNotContain("fake-at-");
    }

    @Test
    void refreshesOnceWhenManyOfTwoProcessesWantTo() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 5; round++) {
            OnX.Account account = pair.x.account();
            TestAgent maya = pair.agents.withTokens(account);
            pair.agents.expire(maya);
            int before = refreshes();
            assertThat(pair.race(maya, 8))
                    .allSatisfy(answer -> assertThat(answer.isError())
                            .as(answer.body().toString())
                            .isFalse());
            assertThat(refreshes()).isEqualTo(before + 1);
            assertThat(pair.x.posts(account)).hasSize(8);
            assertThat(state(maya)).isEqualTo("CONNECTED");
        }
    }

    @Test
    void refreshesOnceWhenTwoProgramsWantTo() throws IOException, InterruptedException {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        int before = refreshes();
        List<Process> programs = List.of(program(maya, "Program one"), program(maya, "Program two"));
        try {
            for (Process program : programs) {
                assertThat(line(program, "READY")).isNotNull();
            }
            for (Process program : programs) {
                program.getOutputStream().write('\n');
                program.getOutputStream().flush();
            }
            for (Process program : programs) {
                assertThat(line(program, "ANSWER")).contains("posted_at");
            }
        } finally {
            programs.forEach(Process::destroy);
            for (Process program : programs) {
                program.waitFor();
            }
        }
        assertThat(refreshes()).isEqualTo(before + 1);
        assertThat(pair.x.posts(account)).hasSize(2);
    }

    private static Process program(TestAgent agent, String text) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                XRefreshRace.class.getName(),
                pair.database,
                agent.tenant().toString(),
                agent.id().toString(),
                text));
        // Two JVMs that have only just started need longer than usual to refresh, and to wait for each other.
        command.addAll(pair.x.properties(
                "chimera.twitter.cooldown=0s", "chimera.x.timeout=15s", "chimera.x.refresh-wait=45s"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The first line that begins like this; null when the program ended without one. */
    private static @Nullable String line(Process program, String beginning) throws IOException {
        BufferedReader output = program.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = output.readLine();
        }
        return line;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESET", "STATUS_500", "STATUS_503", "SILENCE", "STATUS_401", "STATUS_403"})
    void neverTakesAFailureForARevokedToken(String fault) {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        pair.x.fails(TOKEN, fault);

        TwitterClient.Answer refused = pair.first(maya, "Not yet.");

        assertThat(refused.code()).isEqualTo("X_UNAVAILABLE");
        assertThat(refused.body().path("error").has("retry_after_seconds")).isTrue();
        assertThat(state(maya)).isEqualTo("CONNECTED");
        assertThat(refreshToken(maya)).isEqualTo(account.refreshToken());
        assertThat(pair.agents.states(maya)).isEmpty();
        assertThat(pair.second(maya, "Now.").isError()).isFalse();
    }

    @Test
    void asksForAPersonWhenXTookTheTokenAndItsAnswerWasLost() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        pair.x.fails(TOKEN, "ACT_THEN_RESET");

        assertThat(pair.first(maya, "Lost?").code()).isEqualTo("X_UNAVAILABLE");
        assertThat(state(maya)).isEqualTo("CONNECTED");
        TwitterClient.Answer lost = pair.first(maya, "Lost.");
        assertThat(lost.code()).isEqualTo("X_RECONNECT_NEEDED");
        assertThat(lost.message())
                .contains("an earlier refresh of the tokens had no answer", "chimera agents connect x");
        assertThat(pair.second(maya, "Still lost.").message())
                .contains("an earlier refresh of the tokens had no answer");

        assertThat(state(maya)).isEqualTo("RECONNECT_NEEDED");
        assertThat(pair.x.posts(account)).isEmpty();
    }

    @Test
    void keepsNewTokensThatCanNotBeStoredYetAndStoresThemLater() throws IOException {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        int before = refreshes();
        // A folder in the place of the file: neither the user nor root can write a file there.
        Path file = pair.x.home().resolve("secrets").resolve("x-" + maya.id() + "-access");
        Files.delete(file);
        Files.createDirectories(file.resolve("in-the-way"));

        assertThat(pair.first(maya, "Not yet.").code()).isEqualTo("X_UNAVAILABLE");
        assertThat(pair.first(maya, "Not yet.").code()).isEqualTo("X_UNAVAILABLE");
        assertThat(refreshes()).isEqualTo(before + 1);
        Files.delete(file.resolve("in-the-way"));
        Files.delete(file);

        assertThat(pair.first(maya, "Now.").isError()).isFalse();
        assertThat(refreshes()).isEqualTo(before + 1);
        assertThat(pair.x.posts(account)).hasSize(1);
    }

    /** X has given new tokens, and PostgreSQL is away before anybody could be told. */
    @Test
    void losesNoTokenWhenTheDatabaseGoesAwayBetweenXsAnswerAndTheStore() throws Exception {
        String database = BridgeApp.database();
        List<String> properties = new java.util.ArrayList<>(pair.x.properties(
                "chimera.twitter.cooldown=0s",
                "chimera.x.timeout=30s",
                "chimera.x.refresh-lease=60s",
                "spring.datasource.hikari.connection-timeout=2000",
                "spring.datasource.hikari.validation-timeout=1000"));
        OnX.Account account = pair.x.account();
        int before = refreshes();
        TestAgent maya;
        try (BridgeApp app = BridgeApp.start(database, properties.toArray(String[]::new));
                TwitterClient client = new TwitterClient(app, BridgeApp.SERVICE_TOKEN)) {
            XAgents agents = new XAgents(app, pair.x);
            maya = agents.withTokens(account);
            agents.expire(maya);
            pair.x.fails(TOKEN, "ACT_THEN_HOLD");
            int held = pair.x.calls("held");
            try (java.util.concurrent.ExecutorService caller =
                    java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
                var call = caller.submit(() ->
                        client.post(java.util.Map.of("text", "Between."), XAgents.effect(maya, UUID.randomUUID())));
                org.awaitility.Awaitility.await("X has answered")
                        .atMost(dev.chimera.testing.TestCampaign.SOON)
                        .until(() -> pair.x.calls("held") > held);
                BridgeApp.away(database, true);
                pair.x.control("release", java.util.Map.of());
                assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> call.get()))
                        .as("the refusal can't be recorded either")
                        .isNotNull();
            } finally {
                BridgeApp.away(database, false);
            }
            assertThat(refreshes()).isEqualTo(before + 1);
            assertThat(refreshToken(maya)).as("not in its place yet").isEqualTo(account.refreshToken());
        }
        // The process that held them is gone; what it had put beside the tokens is not.
        try (BridgeApp next = BridgeApp.start(database, properties.toArray(String[]::new));
                TwitterClient client = new TwitterClient(next, BridgeApp.SERVICE_TOKEN)) {
            next.jdbc()
                    .sql("UPDATE x_accounts SET refresh_until = now() WHERE agent_id = ?")
                    .param(maya.id())
                    .update();
            TwitterClient.Answer answer =
                    client.post(java.util.Map.of("text", "After."), XAgents.effect(maya, UUID.randomUUID()));
            assertThat(answer.isError()).as(answer.body().toString()).isFalse();
        }
        assertThat(refreshes()).isEqualTo(before + 1);
        assertThat(refreshToken(maya)).isNotEqualTo(account.refreshToken());
        assertThat(pair.x.posts(account)).hasSize(1);
    }

    @Test
    void saysThatARevokedAccountHasToBeConnectedAgainAndAsksXNoMore() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.x.control("revoke", Map.of("username", account.username()));
        pair.agents.expire(maya);

        assertThat(pair.first(maya, "Hello?").code()).isEqualTo("X_RECONNECT_NEEDED");
        int asked = pair.x.calls(TOKEN);
        TwitterClient.Answer again = pair.second(maya, "Hello?");

        assertThat(again.code()).isEqualTo("X_RECONNECT_NEEDED");
        assertThat(again.message()).contains("chimera agents connect x");
        assertThat(pair.x.calls(TOKEN)).isEqualTo(asked);
        assertThat(pair.one.count("SELECT count(*) FROM audit_log WHERE event = 'XAccountLost'"
                        + " AND evidence ->> 'agent_id' = '" + maya.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void refreshesAfterA401AndSendsNothingTwice() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.x.control("expire", Map.of("username", account.username()));
        int posts = pair.x.calls("POST /2/tweets");
        int before = refreshes();

        TwitterClient.Answer refused = pair.first(maya, "With an old key.");

        assertThat(refused.code()).isEqualTo("X_UNAVAILABLE");
        assertThat(refused.body().path("error").path("retry_after_seconds").asLong())
                .isEqualTo(1);
        assertThat(pair.x.calls("POST /2/tweets")).isEqualTo(posts + 1);
        assertThat(refreshes()).isEqualTo(before + 1);
        assertThat(pair.second(maya, "With a new key.").isError()).isFalse();
        assertThat(pair.x.posts(account)).hasSize(1);
    }

    @Test
    void doesNotRefreshOverAndOverWhenXRefusesEveryToken() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.x.control("faults", Map.of("endpoint", "POST /2/tweets", "fault", "STATUS_401", "times", 2));
        int before = refreshes();

        pair.first(maya, "No.");
        TwitterClient.Answer refused = pair.first(maya, "No again.");

        assertThat(refused.code()).isEqualTo("X_UNAVAILABLE");
        assertThat(refused.body().path("error").path("retry_after_seconds").asLong())
                .isGreaterThan(10);
        assertThat(refreshes()).isEqualTo(before + 1);
    }

    @Test
    void waitsForAProcessThatRefreshesAndGoesOnWithoutOneThatDied() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        pair.one
                .jdbc()
                .sql("UPDATE x_accounts SET refresh_owner = ?, refresh_until = now() + interval '900 milliseconds'"
                        + " WHERE agent_id = ?")
                .params(UUID.randomUUID(), maya.id())
                .update();

        assertThat(pair.first(maya, "After the dead one's lease.").isError()).isFalse();

        assertThat(pair.x.posts(account)).hasSize(1);
    }

    @Test
    void letsWhoeverGotTheNewTokensWinOverWhoeverWasRefused() {
        OnX.Account account = pair.x.account();
        TestAgent maya = pair.agents.withTokens(account);
        pair.agents.expire(maya);
        // Another process has used the refresh token, and was stopped before it could store what it got.
        pair.x.control("revoke", Map.of("username", account.username()));
        String fresh = pair.x
                .control("accounts", Map.of("username", account.username()))
                .path("refresh_token")
                .asString();
        assertThat(pair.first(maya, "Too early.").code()).isEqualTo("X_RECONNECT_NEEDED");
        // It goes on, stores it, and says so.
        pair.x.secret("x-" + maya.id() + "-refresh", fresh);
        pair.one
                .jdbc()
                .sql("UPDATE x_accounts SET state = 'CONNECTED', token_version = token_version + 1,"
                        + " access_expires_at = now() WHERE agent_id = ?")
                .param(maya.id())
                .update();

        assertThat(pair.second(maya, "Now.").isError()).isFalse();
    }
}
