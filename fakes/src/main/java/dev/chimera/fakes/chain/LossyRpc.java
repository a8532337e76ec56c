package dev.chimera.fakes.chain;

import com.sun.net.httpserver.HttpExchange;
import dev.chimera.fakes.FakeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A broken network in front of a chain's RPC. It hands on what it gets, until it is told to fail. */
public final class LossyRpc implements AutoCloseable {

    /** What it does; everything but a broadcast is handed on, unless said otherwise. */
    public enum Mood {
        HONEST,
        /** A broadcast reaches the chain, and then the connection is reset. */
        LOSES_THE_ANSWER,
        /** A broadcast reaches the chain, and the answer says that the gateway timed out. */
        GATEWAY_TIMEOUT,
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

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BROADCAST = "eth_sendRawTransaction";
    private static final String MAINNET = "0x2105";
    private static final long LONGEST_HANG_SECONDS = 60;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<Mood> next = new ConcurrentLinkedQueue<>();
    private final AtomicInteger broadcasts = new AtomicInteger();
    private final AtomicReference<Runnable> afterBroadcast = new AtomicReference<>(() -> {});
    private final URI chain;
    private final FakeServer server;
    private volatile byte @Nullable [] lost;
    private volatile Mood mood = Mood.HONEST;
    private volatile CountDownLatch changed = new CountDownLatch(1);

    private LossyRpc(URI chain) throws IOException {
        this.chain = chain;
        this.server = FakeServer.open("chimera-lossy-rpc", this::handle);
    }

    public static LossyRpc inFrontOf(URI chain) {
        try {
            return new LossyRpc(chain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return server.url();
    }

    /** From now on; what single broadcasts were to meet is forgotten. */
    public void becomes(Mood lasting) {
        next.clear();
        mood = lasting;
        CountDownLatch before = changed;
        changed = new CountDownLatch(1);
        before.countDown();
    }

    /** What the next broadcast meets that has nothing to meet yet. */
    public void nextBroadcastMeets(Mood once) {
        next.add(once);
    }

    /** The network had kept the last broadcast that reached nobody: it reaches the chain now. */
    public void deliverWhatWasLost() {
        byte[] kept = lost;
        if (kept == null) {
            throw new IllegalStateException("no broadcast was lost");
        }
        try {
            handOn(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many transactions it was asked to broadcast. */
    public int broadcasts() {
        return broadcasts.get();
    }

    /** Happens once: when the next broadcast has reached the chain, or would have, and before it is answered. */
    public void onceAfterBroadcast(Runnable event) {
        afterBroadcast.set(event);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] question = exchange.getRequestBody().readAllBytes();
        if (mood == Mood.AWAY) {
            return;
        }
        JsonNode asked = JSON.readTree(question);
        String method = asked.path("method").asString("");
        if (method.equals(BROADCAST)) {
            Mood once = next.poll();
            broadcast(exchange, question, once == null ? mood : once);
        } else if (mood == Mood.OTHER_CHAIN && method.equals("eth_chainId")) {
            ObjectNode other = JSON.createObjectNode().put("jsonrpc", "2.0").put("result", MAINNET);
            other.set("id", asked.path("id"));
            answer(exchange, 200, other.toString());
        } else {
            answer(exchange, 200, handOn(question));
        }
    }

    private void broadcast(HttpExchange exchange, byte[] question, Mood meets) throws IOException {
        broadcasts.incrementAndGet();
        CountDownLatch change = changed;
        String said = arrives(meets) ? handOn(question) : null;
        if (!arrives(meets)) {
            lost = question;
        }
        afterBroadcast.getAndSet(() -> {}).run();
        switch (meets) {
            case HONEST, OTHER_CHAIN -> answer(exchange, 200, said);
            case GATEWAY_TIMEOUT -> answer(exchange, 504, "gateway timeout");
            case BAD_GATEWAY -> answer(exchange, 502, "bad gateway");
            case HANGS -> await(change);
            // The exchange is closed without a byte of an answer.
            case LOSES_THE_ANSWER, LOSES_THE_BROADCAST, AWAY -> {}
        }
    }

    private static boolean arrives(Mood meets) {
        return switch (meets) {
            case HONEST, OTHER_CHAIN, LOSES_THE_ANSWER, GATEWAY_TIMEOUT -> true;
            case LOSES_THE_BROADCAST, BAD_GATEWAY, HANGS, AWAY -> false;
        };
    }

    private static void await(CountDownLatch change) {
        try {
            change.await(LONGEST_HANG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String handOn(byte[] question) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(chain)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String body) throws IOException {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        becomes(Mood.AWAY);
        server.close();
        http.close();
    }
}
