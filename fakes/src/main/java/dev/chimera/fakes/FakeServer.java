package dev.chimera.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** What every fake has in common: a free port of 127.0.0.1, a name in every answer, and an end. */
public final class FakeServer implements AutoCloseable {

    private final String name;
    private final HttpServer http;

    private FakeServer(String name, HttpServer http) {
        this.name = name;
        this.http = http;
    }

    /**
     * Listens from now on, each request on a thread of its own.
     *
     * @param name what the {@code Server} header says, such as {@code chimera-fake-x}
     * @param handler for every path and method; may answer nothing and close the exchange, as a broken network would
     */
    public static FakeServer open(String name, HttpHandler handler) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 128);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", exchange -> handle(name, handler, exchange));
        http.start();
        return new FakeServer(name, http);
    }

    private static void handle(String name, HttpHandler handler, HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Server", name);
            handler.handle(exchange);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** For a main class: says that it is ready, and ends the process when nobody holds its standard input any more. */
    public void runUntilInputEnds() throws IOException {
        System.out.println(
                JsonMapper.shared().createObjectNode().put("fake", name).put("url", url().toString()));
        while (System.in.read() >= 0) {
            // Nothing is ever written.
        }
        System.exit(0);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
