package dev.chimera.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A real HTTP server on a free port that answers what a test tells it to, and remembers what it was asked. */
final class FakeServer implements AutoCloseable {

    record Request(String method, String path, String query, String token, String body, Map<String, String> headers) {

        String line() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }
    }

    record Answer(int status, String type, String body) {

        static Answer ok(String json) {
            return new Answer(200, "application/json", json);
        }

        static Answer error(int status, String code, String message, String hint) {
            return new Answer(status, "application/json", """
                    {"error":{"code":"%s","message":"%s","hint":"%s"}}""".formatted(code, message, hint));
        }
    }

    private final HttpServer http;
    private final Map<String, Function<Request, Answer>> routes = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    FakeServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Answers "METHOD /path" like this from now on. */
    FakeServer on(String route, Function<Request, Answer> answer) {
        routes.put(route, answer);
        return this;
    }

    FakeServer on(String route, String json) {
        return on(route, _ -> Answer.ok(json));
    }

    List<Request> requests() {
        return requests;
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    Request last() {
        return requests.getLast();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String query = exchange.getRequestURI().getRawQuery();
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers.getOrDefault("authorization", "").replace("Bearer ", ""),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                headers);
        requests.add(request);
        Function<Request, Answer> route = routes.getOrDefault(
                request.method() + " " + request.path(),
                unknown -> Answer.error(404, "NOT_FOUND", "there is no " + unknown.path(), ""));
        Answer answer = route.apply(request);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
