package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.tenant.ApiKey;
import dev.chimera.testing.OnX;
import dev.chimera.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code chimera agents connect x} in a process of its own, a server, and the fake X with a person at the browser. */
class XConnectTests {

    private static OnX x;
    private static TestServer server;
    private static TestServer.Tenant tenant;
    private static ApiKey token;

    @BeforeAll
    static void boot() {
        x = OnX.start();
        server = TestServer.start(
                SharedServers.fresh(), "api,bridge", x.properties().toArray(String[]::new));
        tenant = server.newTenant();
        token = ApiKey.fresh();
        server.jdbc()
                .sql("INSERT INTO users (tenant_id, id, email, role, token_hash)"
                        + " VALUES (?, ?, 'at-the-terminal@example.com', 'OPERATOR', ?)")
                .params(tenant.id().value(), UUID.randomUUID(), token.hash())
                .update();
    }

    @AfterAll
    static void stop() {
        server.close();
        x.close();
    }

    private record Ended(int status, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    /** The command, and what a person does when it shows an address. */
    private static Ended chimera(Browser browser, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.chimera.cli.Chimera"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CHIMERA_SERVER", "http://127.0.0.1:" + server.port());
        builder.environment().put("CHIMERA_TOKEN", token.reveal());
        Process process = builder.start();
        StringBuilder err = new StringBuilder();
        try (BufferedReader notes = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = notes.readLine(); line != null; line = notes.readLine()) {
                err.append(line).append('\n');
                if (line.startsWith("http")) {
                    browser.open(URI.create(line));
                }
            }
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err.toString());
    }

    private interface Browser {
        void open(URI address) throws IOException, InterruptedException;
    }

    private static HttpResponse<String> follow(URI address) throws IOException, InterruptedException {
        try (HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            return browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String agent() {
        String name = "Maya " + UUID.randomUUID().toString().substring(0, 8);
        server.jdbc()
                .sql("INSERT INTO agents (tenant_id, id, name, soul_link, soul, twitter)"
                        + " VALUES (?, ?, ?, 'SOUL.md', '', 'x')")
                .params(tenant.id().value(), UUID.randomUUID(), name)
                .update();
        return name;
    }

    private static OnX.Account atTheBrowser() {
        OnX.Account account = x.account();
        x.control("login", Map.of("username", account.username()));
        return account;
    }

    @Test
    void connectsAnAgentThroughTheBrowserAndPostsWithWhatXGave() throws Exception {
        OnX.Account account = atTheBrowser();
        String maya = agent();

        Ended ended = chimera(
                address -> assertThat(follow(address).body()).contains("You can close this page"),
                "agents",
                "connect",
                "x",
                maya,
                "--callback-port",
                "0",
                "--json");

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.json().path("username").asString()).isEqualTo(account.username());
        assertThat(ended.json().path("auth").asString()).isEqualTo("OAUTH2");
        assertThat(ended.json().path("state").asString()).isEqualTo("CONNECTED");
        assertThat(ended.out() + ended.err()).doesNotContain("fake-at-").doesNotContain("fake-rt-");
        assertThat(server.audited(tenant)).contains("XAccountConnected");
        assertThat(server.get(tenant.operator(), "/v1/agents/" + maya.replace(" ", "%20") + "/x")
                        .json()
                        .path("user_id")
                        .asString())
                .isEqualTo(account.userId());
    }

    @Test
    void showsAnAddressWithEverythingThatXWants() throws Exception {
        atTheBrowser();
        List<URI> shown = new ArrayList<>();

        chimera(
                address -> {
                    shown.add(address);
                    follow(address);
                },
                "agents",
                "connect",
                "x",
                agent(),
                "--callback-port",
                "0");

        assertThat(shown).hasSize(1);
        assertThat(shown.getFirst().getQuery())
                .contains("response_type=code")
                .contains("client_id=fake-client")
                .contains("code_challenge_method=S256")
                .contains("scope=tweet.read tweet.write users.read offline.access media.write")
                .contains("redirect_uri=http://127.0.0.1:");
    }

    @Test
    void waitsPastAnswersWithAnotherState() throws Exception {
        OnX.Account account = atTheBrowser();
        String maya = agent();

        Ended ended = chimera(
                address -> {
                    String callback = address.getQuery().replaceFirst(".*redirect_uri=([^&]+).*", "$1");
                    assertThat(follow(URI.create(callback + "?code=guessed&state=guessed"))
                                    .statusCode())
                            .isEqualTo(400);
                    follow(address);
                },
                "agents",
                "connect",
                "x",
                maya,
                "--callback-port",
                "0",
                "--json");

        assertThat(ended.json().path("username").asString()).isEqualTo(account.username());
    }

    @Test
    void saysSoWhenThePersonRefuses() throws Exception {
        x.control("login", Map.of("username", x.account().username(), "deny", true));

        Ended ended = chimera(XConnectTests::follow, "agents", "connect", "x", agent(), "--callback-port", "0");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("chimera: X_ACCESS_DENIED: ");
    }

    @Test
    void givesUpWhenNobodyComesBack() throws Exception {
        Ended ended =
                chimera(address -> {}, "agents", "connect", "x", agent(), "--callback-port", "0", "--patience", "1");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("chimera: CONNECT_TIMED_OUT: ");
    }

    @Test
    void saysSoWhenXDoesNotTakeTheCode() throws Exception {
        atTheBrowser();
        String maya = agent();
        x.fails("POST /2/oauth2/token", "RESET");

        Ended ended = chimera(XConnectTests::follow, "agents", "connect", "x", maya, "--callback-port", "0");

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("chimera: X_UNAVAILABLE: ");
        assertThat(server.get(tenant.operator(), "/v1/agents/" + maya.replace(" ", "%20") + "/x")
                        .code())
                .isEqualTo("X_NOT_CONNECTED");
    }

    @Test
    void takesTheNameOfASecretInPlaceOfTheBrowser() throws Exception {
        OnX.Account account = x.account();
        String name = x.secret("cli-token", account.accessToken());

        Ended ended = chimera(address -> {}, "agents", "connect", "x", agent(), "--access-token", name, "--json");

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.json().path("auth").asString()).isEqualTo("ACCESS_TOKEN");
        assertThat(ended.json().path("secrets").path(0).asString()).isEqualTo(name);
        assertThat(ended.json().path("username").asString()).isEqualTo(account.username());
    }

    @Test
    void takesTheFourNamesOfOAuth1() throws Exception {
        OnX.Account account = x.account();

        Ended ended = chimera(
                address -> {},
                "agents",
                "connect",
                "x",
                agent(),
                "--consumer-key",
                x.secret("cli-ck", account.consumerKey()),
                "--consumer-secret",
                x.secret("cli-cs", account.consumerSecret()),
                "--access-token",
                x.secret("cli-ot", account.oauth1Token()),
                "--access-token-secret",
                x.secret("cli-os", account.oauth1TokenSecret()),
                "--json");

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.json().path("auth").asString()).isEqualTo("OAUTH1");
    }

    @Test
    void refusesATokenThatXDoesNotTakeAndATokenInPlaceOfAName() throws Exception {
        Ended refused = chimera(
                address -> {},
                "agents",
                "connect",
                "x",
                agent(),
                "--access-token",
                x.secret("cli-bad", "no-such-token"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).startsWith("chimera: X_REFUSED: ").doesNotContain("no-such-token");

        Ended pasted = chimera(
                address -> {},
                "agents",
                "connect",
                "x",
                agent(),
                "--access-token",
                "AAAAAAAAAAAAAAAAAAAAATHEKEYITSELF");
        assertThat(pasted.status()).isEqualTo(2);
        assertThat(pasted.err()).startsWith("chimera: INVALID_SECRET_NAME: ").doesNotContain("THEKEYITSELF");
    }

    @Test
    void refusesASecondAgentForOneAccount() throws Exception {
        OnX.Account account = x.account();
        String name = x.secret("cli-shared", account.accessToken());
        chimera(address -> {}, "agents", "connect", "x", agent(), "--access-token", name);

        Ended ended = chimera(address -> {}, "agents", "connect", "x", agent(), "--access-token", name);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("chimera: X_ACCOUNT_TAKEN: ");
    }

    @Test
    void exchangesTheCodeAsAConfidentialAppWhereItHasASecret() throws Exception {
        OnX.Account account = atTheBrowser();
        x.control("client", Map.of("client_id", "fake-client", "client_secret", "s3cret-of-the-app"));
        try (TestServer confidential = TestServer.start(
                SharedServers.fresh(),
                "api",
                x.properties("chimera.x.client-secret=" + x.secret("app", "s3cret-of-the-app"))
                        .toArray(String[]::new))) {
            TestServer.Tenant other = confidential.newTenant();
            confidential
                    .jdbc()
                    .sql(
                            "INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (?, ?, 'Maya', 'SOUL.md', '')")
                    .params(other.id().value(), UUID.randomUUID())
                    .update();
            TestServer.Reply wish = confidential.post(other.operator(), "/v1/agents/Maya/x/authorization", """
                            {"redirect_uri": "http://127.0.0.1:1/callback", "state": "0123456789012345678901",
                             "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
                            """);
            HttpResponse<String> redirect = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(wish.json().path("url").asString()))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            String location = redirect.headers().firstValue("location").orElseThrow();

            TestServer.Reply connected =
                    confidential.post(other.operator(), "/v1/agents/Maya/x/connection", """
                            {"redirect_uri": "http://127.0.0.1:1/callback", "code": "%s",
                             "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}
                            """.formatted(
                                    location.replaceFirst(".*[?&]code=([^&]+).*", "$1")));

            assertThat(connected.json().path("username").asString())
                    .as(connected.raw().body())
                    .isEqualTo(account.username());
        } finally {
            x.control("client", Map.of("client_id", "fake-client"));
        }
    }

    @Test
    void refusesCallbacksThatLeadAwayFromThisMachineAndGuessableStates() {
        String maya = agent().replace(" ", "%20");
        for (String body : new String[] {"""
            {"redirect_uri": "https://evil.example.com/callback", "state": "0123456789012345678901",
             "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
            """, """
            {"redirect_uri": "http://127.0.0.1:1/callback", "state": "1",
             "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
            """, """
            {"redirect_uri": "http://127.0.0.1:1/callback", "state": "0123456789012345678901", "code_challenge": "x"}
            """}) {
            TestServer.Reply reply = server.post(tenant.operator(), "/v1/agents/" + maya + "/x/authorization", body);
            assertThat(reply.code()).isEqualTo("INVALID_CONNECTION");
        }
        assertThat(server.post(tenant.moderator(), "/v1/agents/" + maya + "/x/authorization", "{}")
                        .status())
                .isEqualTo(403);
    }
}
