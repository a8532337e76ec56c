package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class McpForwarderTests {

    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"tools/list\"}";
    private static final String RESULT = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}";

    @TempDir
    Path folder;

    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeServer();
        shell = Shell.at(folder, server);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void forwardsRequestAndPutsAnswerOnOneLine() {
        server.on("POST /mcp/twitter", "{\n  \"jsonrpc\": \"2.0\",\n  \"id\": 1,\n  \"result\": {\"a\": \"é\"}\n}\n");
        Shell.Result result = shell.input(CALL.formatted(1) + "\n").run("mcp", "twitter");
        assertThat(result.status()).isZero();
        assertThat(result.out()).hasLineCount(1);
        assertThat(Json.parse(result.out()))
                .isEqualTo(Json.parse("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"é\"}}"));
        FakeServer.Request request = server.last();
        assertThat(request.body()).isEqualTo(CALL.formatted(1));
        assertThat(request.token()).isEqualTo("a-token");
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("accept", "application/json, text/event-stream")
                .doesNotContainKey("mcp-protocol-version");
    }

    @Test
    void takesAByteOrderMarkForNoPartOfTheFirstMessage() {
        server.on("POST /mcp/twitter", RESULT.formatted(1));
        Shell.Result result = shell.input("\uFEFF" + CALL.formatted(1) + "\n").run("mcp", "twitter");
        assertThat(Json.parse(result.out())).isEqualTo(Json.parse(RESULT.formatted(1)));
        assertThat(server.last().body()).isEqualTo(CALL.formatted(1));
    }

    @Test
    void relaysEveryEventOfStream() {
        String events = """
                event: message
                data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}

                : a comment
                data: {"jsonrpc":"2.0","id":"x",
                data: "result":{}}
                """;
        server.on("POST /mcp/twitter", _ -> new FakeServer.Answer(200, "text/event-stream", events));
        List<String> lines = shell.input(CALL.formatted("\"x\""))
                .run("mcp", "twitter")
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(2);
        assertThat(Json.parse(lines.get(0)).path("method").asString()).isEqualTo("notifications/progress");
        assertThat(Json.parse(lines.get(1)).path("id").asString()).isEqualTo("x");
    }

    @Test
    void writesNothingForNotification() {
        server.on("POST /mcp/twitter", _ -> new FakeServer.Answer(202, "application/json", ""));
        Shell.Result result = shell.input("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n\n")
                .run("mcp", "twitter");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void sendsProtocolVersionOnceItIsNegotiated() throws IOException {
        server.on(
                "POST /mcp/twitter",
                request -> FakeServer.Answer.ok(
                        request.body().contains("initialize")
                                ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\"}}"
                                : RESULT.formatted(2)));
        PipedOutputStream typed = new PipedOutputStream();
        shell.input(new PipedInputStream(typed));
        type(typed, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}\n");
        // A client goes on when it has read the first answer.
        shell.onFirstOutput(() -> {
            type(typed, CALL.formatted(2) + "\n");
            end(typed);
        });
        assertThat(shell.run("mcp", "twitter").out()).hasLineCount(2);
        assertThat(server.requests())
                .extracting(request -> request.headers().getOrDefault("mcp-protocol-version", "none"))
                .containsExactly("none", "2025-06-18");
    }

    @Test
    void answersWhatIsNoMessageWithError() {
        List<JsonNode> answers = shell.input("nonsense\n[" + CALL.formatted(1) + "]\n")
                .run("mcp", "twitter")
                .out()
                .lines()
                .map(Json::parse)
                .toList();
        assertThat(answers)
                .extracting(answer -> answer.path("error").path("code").asInt())
                .containsExactlyInAnyOrder(-32700, -32600);
        assertThat(answers).allMatch(answer -> answer.path("id").isNull());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void answersHttpFailureWithErrorOfThatRequest() {
        server.on("POST /mcp/twitter", _ -> FakeServer.Answer.error(401, "UNAUTHORIZED", "no such key", ""));
        JsonNode refused =
                Json.parse(shell.input(CALL.formatted(7)).run("mcp", "twitter").out());
        assertThat(refused.path("id").asInt()).isEqualTo(7);
        assertThat(refused.path("error").path("message").asString()).contains("401", "CHIMERA_TOKEN");
        server.close();
        JsonNode gone =
                Json.parse(shell.input(CALL.formatted(8)).run("mcp", "twitter").out());
        assertThat(gone.path("id").asInt()).isEqualTo(8);
        assertThat(gone.path("error").path("message").asString()).startsWith("no answer from " + server.url());
    }

    @Test
    void givesJsonRpcErrorWithoutIdTheIdOfItsRequest() {
        server.on(
                "POST /mcp/twitter",
                _ -> new FakeServer.Answer(
                        400,
                        "application/json",
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"no\"}}"));
        JsonNode answer =
                Json.parse(shell.input(CALL.formatted(9)).run("mcp", "twitter").out());
        assertThat(answer.path("id").asInt()).isEqualTo(9);
        assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32600);
    }

    @Test
    void forwardsRequestsAtTheSameTimeAndAnswersEachOnWholeLine() {
        CountDownLatch both = new CountDownLatch(20);
        server.on("POST /mcp/twitter", request -> {
            both.countDown();
            try {
                // Answers only when all requests are here: one after the other would never get that far.
                boolean together = both.await(60, TimeUnit.SECONDS);
                String id = Json.text(Json.parse(request.body()), "id");
                return together ? FakeServer.Answer.ok(RESULT.formatted(id)) : FakeServer.Answer.ok("{}");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            input.append(CALL.formatted(i)).append('\n');
        }
        Shell.Result result = shell.input(input.toString()).run("mcp", "twitter");
        assertThat(result.out().lines().map(line -> Json.number(Json.parse(line), "id")))
                .hasSize(20)
                .doesNotHaveDuplicates();
        assertThat(result.out()).doesNotContain("error");
    }

    @Test
    void needsKeyOfAnAgent() {
        Shell.Result result = shell.with("CHIMERA_TOKEN", "").run("mcp", "twitter");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("chimera: UNAUTHORIZED: CHIMERA_TOKEN is not set")
                .contains("chimera agents key NAME")
                .hasLineCount(1);
    }

    private static void type(PipedOutputStream input, String line) {
        try {
            input.write(line.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(PipedOutputStream input) {
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
