package dev.chimera.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits on loopback for the browser to come back. Only the first answer with the right state counts; whatever else comes
 * to this port, such as another page's guess, is refused and waited past.
 */
final class Callback implements AutoCloseable {

    private static final String PATH = "/callback";

    private final HttpServer http;
    private final String state;
    private final AtomicBoolean used = new AtomicBoolean();
    private final BlockingQueue<Map<String, String>> answers = new ArrayBlockingQueue<>(1);

    private Callback(HttpServer http, String state) {
        this.http = http;
        this.state = state;
    }

    /** @param port where the app's registered address points to; 0 for any */
    static Callback listen(int port, String state) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 8);
            Callback callback = new Callback(http, state);
            http.createContext("/", callback::handle);
            http.start();
            return callback;
        } catch (BindException e) {
            throw new CliFailure(
                    ExitStatus.FAILED,
                    "PORT_IN_USE",
                    "port " + port + " is in use",
                    "free it, or take another one with --callback-port and register that address with X",
                    e);
        } catch (IOException e) {
            throw new CliFailure(
                    ExitStatus.FAILED,
                    "CALLBACK_FAILED",
                    "nothing can listen on 127.0.0.1:" + port,
                    "use --access-token NAME instead",
                    e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + PATH);
    }

    /**
     * The code that X sends with the browser.
     *
     * @throws CliFailure X_ACCESS_DENIED, CONNECT_TIMED_OUT
     */
    String code(Duration patience) throws InterruptedException {
        Map<String, String> answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new CliFailure(
                    ExitStatus.FAILED,
                    "CONNECT_TIMED_OUT",
                    "nobody came back from X within " + patience.toSeconds() + " s",
                    "open the address in a browser on this machine, or use --access-token NAME");
        }
        String error = answer.getOrDefault("error", "");
        if (!error.isEmpty()) {
            throw new CliFailure(
                    ExitStatus.FAILED,
                    "X_ACCESS_DENIED",
                    "X gives no access (" + DisplayText.clip(error, 60) + ")",
                    "connect again, and let the app in");
        }
        return answer.getOrDefault("code", "");
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        boolean counts;
        try (exchange) {
            boolean isCallback = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().equals(PATH)
                    && (query.containsKey("code") || query.containsKey("error"));
            boolean isOurs = isCallback && state.equals(query.get("state"));
            counts = isOurs && used.compareAndSet(false, true);
            if (counts) {
                respond(
                        exchange,
                        200,
                        query.containsKey("code")
                                ? "Chimera has what it needs. You can close this page; the terminal says how it went."
                                : "Chimera was given no access. You can close this page.");
            } else if (isOurs) {
                respond(exchange, 409, "Chimera has its answer already.");
            } else {
                respond(exchange, 400, "This is not the answer that Chimera waits for.");
            }
        }
        if (counts) {
            // Last: whoever waits for it ends this server.
            answers.add(query);
        }
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        // The address of this page has the code in it.
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : (raw == null ? "" : raw).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    query.putIfAbsent(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    // What can't be decoded is not there.
                }
            }
        }
        return query;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
