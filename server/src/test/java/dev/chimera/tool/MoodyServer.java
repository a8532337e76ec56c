package dev.chimera.tool;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An MCP server that introduces itself properly, and answers the one call that matters as a test wants. */
public final class MoodyServer implements AutoCloseable {

    /** How a call of a tool is answered. */
    public sealed interface Mood {
        /** A JSON-RPC member, {@code "result":…} or {@code "error":…}. */
        record Says(String member) implements Mood {}

        /** A bare HTTP status. */
        record Status(int code) implements Mood {}

        /** The connection is dropped after the request was read. */
        record Drops() implements Mood {}

        /** Nothing comes, for as long as the test runs. */
        record Hangs() implements Mood {}
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer http;
    private final CountDownLatch over = new CountDownLatch(1);
    public final AtomicInteger calls = new AtomicInteger();
    public volatile Mood mood = new Mood.Drops();
    volatile int introduction = 200;
    public volatile JsonNode lastCall = JSON.nullNode();
    volatile String lastAuthorization = "";

    public MoodyServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/mcp";
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        JsonNode message = body.isEmpty() ? JSON.nullNode() : JSON.readTree(body);
        switch (message.path("method").asString("")) {
            case "initialize" -> {
                if (introduction == 200) {
                    says(exchange, message, """
                            "result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
                            "serverInfo":{"name":"moody","version":"1"}}
                            """);
                } else {
                    status(exchange, introduction);
                }
            }
            case "tools/call" -> {
                calls.incrementAndGet();
                lastCall = message;
                lastAuthorization = exchange.getRequestHeaders().getFirst("Authorization");
                answer(exchange, message);
            }
            default -> status(exchange, 202);
        }
    }

    private void answer(HttpExchange exchange, JsonNode message) throws IOException {
        switch (mood) {
            case Mood.Says(String member) -> says(exchange, message, member);
            case Mood.Status(int code) -> status(exchange, code);
            case Mood.Drops() -> exchange.close();
            case Mood.Hangs() -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void says(HttpExchange exchange, JsonNode message, String member) throws IOException {
        byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + "," + member + "}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static void status(HttpExchange exchange, int code) throws IOException {
        exchange.sendResponseHeaders(code, -1);
        exchange.close();
    }

    @Override
    public void close() {
        over.countDown();
        http.stop(0);
    }
}
