package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.bridge.BridgeApp.TestAgent;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.LocalTokens;
import dev.chimera.tenant.OnBehalfOf;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who gets in, and what those see who don't: plain HTTP, without a client's good manners. */
class TwitterDoorTests {

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static BridgeApp app;

    @BeforeAll
    static void boot(@TempDir Path home) {
        app = BridgeApp.start(
                BridgeApp.database(), "chimera.home=" + home, "chimera.allowed-origins=https://desk.example");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static HttpRequest.Builder mcp(String body) {
        return HttpRequest.newBuilder(URI.create(app.url("/mcp/twitter")))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder asService(String body) {
        return mcp(body).header("Authorization", "Bearer " + BridgeApp.SERVICE_TOKEN);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String code(HttpResponse<String> response) {
        return JSON.readTree(response.body()).path("error").path("code").asString();
    }

    private static HttpRequest.Builder posts(String query, String token) {
        return HttpRequest.newBuilder(URI.create(app.url("/v1/posts" + query)))
                .header("Authorization", "Bearer " + token);
    }

    @Test
    void asksForATokenWhereThereIsNoneOrAWrongOne() {
        for (HttpRequest.Builder request : new HttpRequest.Builder[] {
            mcp(PING),
            mcp(PING).header("Authorization", "Bearer " + ApiKey.fresh().reveal()),
            mcp(PING).header("Authorization", "Bearer "),
            mcp(PING).header("Authorization", "Basic " + BridgeApp.SERVICE_TOKEN),
            posts("", "wrong")
        }) {
            HttpResponse<String> response = send(request);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(code(response)).isEqualTo("UNAUTHORIZED");
            assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"chimera\"");
        }
        assertThatThrownBy(() -> new TwitterClient(app, "wrong").close())
                .hasRootCauseInstanceOf(McpHttpClientTransportAuthorizationException.class);
    }

    @Test
    void letsInWhoHoldsAKey() {
        TestAgent maya = app.agent("local", "agent " + UUID.randomUUID());

        assertThat(send(asService(PING)).statusCode()).isEqualTo(200);
        assertThat(send(mcp(PING).header("Authorization", "bearer " + maya.key().reveal()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsAgentsAndTheServiceOutOfTheApi() {
        TestAgent maya = app.agent("local", "agent " + UUID.randomUUID());

        for (String token : new String[] {maya.key().reveal(), BridgeApp.SERVICE_TOKEN}) {
            HttpResponse<String> response = send(posts("", token));
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(code(response)).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void refusesPagesOfOtherOrigins() {
        for (String origin : new String[] {"https://evil.example", "null", "http://127.0.0.1:1", "file://", "%%"}) {
            HttpResponse<String> response = send(asService(PING).header("Origin", origin));
            assertThat(response.statusCode()).as(origin).isEqualTo(403);
            assertThat(code(response)).isEqualTo("FOREIGN_ORIGIN");
            assertThat(send(posts("", operator()).header("Origin", origin)).statusCode())
                    .isEqualTo(403);
        }
        assertThat(send(asService(PING).header("Origin", app.url(""))).statusCode())
                .isEqualTo(200);
        assertThat(send(asService(PING).header("Origin", "https://desk.example"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersOverLoopbackOnlyToALoopbackName() throws IOException {
        assertThat(statusLine("evil.example:" + app.port())).contains(" 403");
        assertThat(statusLine("localhost.evil.example")).contains(" 403");
        assertThat(statusLine("localhost:" + app.port())).contains(" 200");
        assertThat(statusLine("[::1]:" + app.port())).contains(" 200");
    }

    /** The JDK's client lets nobody choose the Host header. */
    private static String statusLine(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), app.port())) {
            socket.getOutputStream()
                    .write(("POST /mcp/twitter HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer "
                                    + BridgeApp.SERVICE_TOKEN
                                    + "\r\nAccept: application/json, text/event-stream\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + PING.length() + "\r\n\r\n"
                                    + PING)
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    void saysNothingOfItsInsidesWhateverItIsSent() {
        for (String body : new String[] {
            "",
            "garbage",
            "[]",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":[]}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":7,\"arguments\":\"x\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":\"x\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"file:///etc/passwd\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
        }) {
            HttpResponse<String> response = send(asService(body));
            assertThat(response.statusCode()).as(body).isLessThan(500);
            assertThat(response.body()).as(body).contains("\"error\"").doesNotContainIgnoringCase("stackTrace");
            assertThat(response.body())
                    .as(body)
                    .doesNotContain("Exception", "io.modelcontextprotocol", "tools.jackson");
        }
    }

    @Test
    void refusesABodyThatIsNotUtf8InsteadOfPostingQuestionMarks() {
        byte[] latin1 = PING.replace("ping", "café").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        HttpResponse<String> undeclared = send(mcp("").header("Authorization", "Bearer " + BridgeApp.SERVICE_TOKEN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(latin1)));
        assertThat(undeclared.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(undeclared.body()).path("error").path("code").asInt())
                .isEqualTo(-32700);
        assertThat(undeclared.body()).contains("not UTF-8");

        HttpResponse<String> declared = send(mcp("").header("Authorization", "Bearer " + BridgeApp.SERVICE_TOKEN)
                .setHeader("Content-Type", "application/json; charset=ISO-8859-1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(latin1)));
        assertThat(declared.statusCode()).isEqualTo(415);
        assertThat(declared.body()).contains("\"error\"", "UTF-8");
    }

    @Test
    void readsABodyThatBeginsWithAByteOrderMark() {
        HttpResponse<String> response = send(asService("\uFEFF" + PING));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).contains("\"result\"");
    }

    @Test
    void refusesAVersionOfTheProtocolThatNobodySpeaks() {
        HttpResponse<String> response = send(asService(PING).header("MCP-Protocol-Version", "1999-01-01"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("MCP-Protocol-Version", "2025-11-25");
        assertThat(send(asService(PING).header("MCP-Protocol-Version", "2025-06-18"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysWhichMethodThereIsToWhoeverUsesAnother() {
        for (String method : new String[] {"GET", "DELETE", "PUT"}) {
            HttpResponse<String> response = send(asService("").method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).as(method).hasValue("POST");
        }
    }

    @Test
    void refusesARequestThatNoTweetCouldNeed() {
        assertThat(send(asService("x".repeat(300 * 1024))).statusCode()).isEqualTo(413);
    }

    @Test
    void answersInternalErrorWhenTheDatabaseIsAway() throws SQLException {
        String database = BridgeApp.database();
        try (BridgeApp lost = BridgeApp.start(
                        database,
                        "spring.datasource.hikari.connection-timeout=3000",
                        "spring.datasource.hikari.validation-timeout=1000");
                TwitterClient client = new TwitterClient(lost, BridgeApp.SERVICE_TOKEN)) {
            TestAgent maya = lost.agent("local", "Maya");
            BridgeApp.drop(database);

            assertThatThrownBy(() -> client.post(
                            Map.of("text", "Is anybody there?"),
                            new OnBehalfOf(maya.tenant(), maya.id(), UUID.randomUUID(), null, null).toMeta()))
                    .isInstanceOfSatisfying(
                            McpError.class,
                            error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32603))
                    .hasMessageStartingWith("internal error")
                    .hasMessageNotContaining("SQL");
            HttpResponse<String> stranger = send(HttpRequest.newBuilder(URI.create(lost.url("/v1/posts")))
                    .header("Authorization", "Bearer anybody"));
            assertThat(stranger.statusCode()).isEqualTo(503);
            assertThat(code(stranger)).isEqualTo("POSTGRES_UNREACHABLE");
        }
    }

    private static String operator() {
        return app.bean(LocalTokens.class).operatorToken().reveal();
    }

    @Test
    void listsPublishedPostsOfTheTenantOldestFirst() {
        TestAgent maya = app.agent("local", "Maya Roast");
        TestAgent stranger = app.agent("another tenant", "Maya Roast");
        try (TwitterClient client = new TwitterClient(app, maya.key().reveal());
                TwitterClient other = new TwitterClient(app, stranger.key().reveal())) {
            client.post(Map.of("text", "First."));
            app.freeSlot(maya);
            client.post(Map.of("text", "Second.", "media_ids", List.of("9", "8")));
            other.post(Map.of("text", "Not for you."));
        }

        HttpResponse<String> response = send(posts("?agent=Maya%20Roast", operator()));

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode listed = JSON.readTree(response.body()).path("posts");
        assertThat(listed).hasSize(2);
        assertThat(listed.path(0).path("text").asString()).isEqualTo("First.");
        JsonNode second = listed.path(1);
        assertThat(second.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "agent", "text", "media_ids", "is_ai_labeled", "posted_at", "task_id", "sources");
        assertThat(second.path("agent").asString()).isEqualTo("Maya Roast");
        assertThat(second.path("media_ids").toString()).isEqualTo("[\"9\",\"8\"]");
        assertThat(second.path("is_ai_labeled").asBoolean()).isTrue();
        assertThat(second.path("posted_at").asString()).matches("\\d{4}-.*Z");
    }
}
