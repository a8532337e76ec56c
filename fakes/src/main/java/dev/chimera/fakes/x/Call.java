package dev.chimera.fakes.x;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** One request, read, and the way to answer it. */
final class Call {

    static final JsonMapper JSON = JsonMapper.shared();

    private final HttpExchange exchange;
    private final byte[] body;

    private Call(HttpExchange exchange, byte[] body) {
        this.exchange = exchange;
        this.body = body;
    }

    static Call read(HttpExchange exchange) throws IOException {
        return new Call(exchange, exchange.getRequestBody().readAllBytes());
    }

    /** A refusal, as it is worded in the answer. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient ObjectNode problem;

        RefusedException(int status, ObjectNode problem) {
            super(problem.toString());
            this.status = status;
            this.problem = problem;
        }

        int status() {
            return status;
        }

        ObjectNode problem() {
            return problem;
        }
    }

    static RefusedException problem(int status, String title, String detail) {
        return new RefusedException(
                status,
                JSON.createObjectNode()
                        .put("title", title)
                        .put("detail", detail)
                        .put("type", "about:blank")
                        .put("status", status));
    }

    static RefusedException invalid(String detail) {
        return new RefusedException(
                400,
                JSON.createObjectNode()
                        .put("title", "Invalid Request")
                        .put("detail", detail)
                        .put("type", "https://api.x.com/2/problems/invalid-request")
                        .put("status", 400));
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    String rawQuery() {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null ? "" : query;
    }

    Map<String, String> query() {
        return pairs(rawQuery());
    }

    Map<String, String> form() {
        return pairs(new String(body, StandardCharsets.UTF_8));
    }

    byte[] body() {
        return body;
    }

    /** A missing node when it is empty or no JSON. */
    JsonNode json() {
        try {
            return body.length == 0
                    ? MissingNode.getInstance()
                    : JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }

    String header(String name) {
        @Nullable String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    void answerWith(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
    }

    void answer(int status, JsonNode json) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    void redirect(String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                pairs.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return pairs;
    }
}
