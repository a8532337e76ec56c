package dev.chimera.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stands in front of a chain's RPC, and loses or falsifies what a test says. */
public final class LossyRpc implements AutoCloseable {

    /** What it does; everything but a broadcast is passed on, unless said otherwise. */
    public enum Mood {
        HONEST,
        /** A broadcast reaches the chain, and then the connection is reset. */
        LOSES_THE_ANSWER,
        /** A broadcast reaches nobody, and the connection is reset. */
        LOSES_THE_BROADCAST,
        /** A broadcast reaches nobody, and is answered with 502. */
        BAD_GATEWAY,
        /** A broadcast reaches nobody and has no answer, until the mood changes. */
        HANGS,
        /** It says that it is the RPC of Base's mainnet. */
        OTHER_CHAIN,
        /** Nothing has an answer. */
        AWAY
    }

    private static final String BROADCAST = "eth_sendRawTransaction";
    private static final long LONGEST_HANG_SECONDS = 60;

    private final HttpServer server;
    private final URI chain;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger broadcasts = new AtomicInteger();
    private final AtomicReference<Runnable> afterBroadcast = new AtomicReference<>(() -> {});
    private volatile Mood mood = Mood.HONEST;
    private volatile CountDownLatch changed = new CountDownLatch(1);

    private LossyRpc(HttpServer server, URI chain) {
        this.server = server;
        this.chain = chain;
    }

    public static LossyRpc before(TestChain chain) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            LossyRpc rpc = new LossyRpc(server, chain.rpc());
            server.setExecutor(rpc.threads);
            server.createContext("/", rpc::answer);
            server.start();
            return rpc;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void becomes(Mood next) {
        mood = next;
        CountDownLatch before = changed;
        changed = new CountDownLatch(1);
        before.countDown();
    }

    /** How many transactions it was asked to broadcast. */
    public int broadcasts() {
        return broadcasts.get();
    }

    /** Happens once: when the next broadcast has reached the chain, or would have, and before it is answered. */
    public void onceAfterBroadcast(Runnable event) {
        afterBroadcast.set(event);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] question = exchange.getRequestBody().readAllBytes();
            JsonNode asked = JsonMapper.shared().readTree(question);
            String method = asked.path("method").asString("");
            Mood now = mood;
            if (now == Mood.AWAY) {
                return;
            }
            if (now == Mood.OTHER_CHAIN && method.equals("eth_chainId")) {
                ObjectNode other = JsonMapper.shared().createObjectNode().put("jsonrpc", "2.0");
                other.set("id", asked.path("id"));
                reply(exchange, 200, JsonMapper.shared().writeValueAsBytes(other.put("result", "0x2105")));
                return;
            }
            if (method.equals(BROADCAST)) {
                broadcast(exchange, question, now);
            } else {
                reply(exchange, 200, ask(question));
            }
        }
    }

    private void broadcast(HttpExchange exchange, byte[] question, Mood now) throws IOException {
        broadcasts.incrementAndGet();
        CountDownLatch change = changed;
        byte[] answer = now == Mood.HONEST || now == Mood.LOSES_THE_ANSWER ? ask(question) : new byte[0];
        afterBroadcast.getAndSet(() -> {}).run();
        switch (now) {
            case HONEST -> reply(exchange, 200, answer);
            case BAD_GATEWAY -> reply(exchange, 502, answer);
            case HANGS -> await(change);
            default -> {}
        }
    }

    private static void await(CountDownLatch change) {
        try {
            change.await(LONGEST_HANG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] ask(byte[] question) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(chain)
                                    .header("content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        becomes(Mood.AWAY);
        server.stop(0);
        threads.close();
        http.close();
    }
}
