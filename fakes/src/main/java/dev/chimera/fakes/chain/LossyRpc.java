package dev.chimera.fakes.chain;

import com.sun.net.httpserver.HttpExchange;
import dev.chimera.fakes.FakeServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broken network in front of a chain's RPC. It hands on what it gets, until it is told to fail. */
public final class LossyRpc implements AutoCloseable {

    /** What goes wrong with the next broadcast of a transaction. */
    public enum Fault {
        /** The chain has it, and the answer is lost. */
        LOSE_ANSWER,
        /** The chain has it, and the answer says that the gateway timed out. */
        SAY_504,
        /** It never gets there, and the connection breaks. */
        LOSE_REQUEST,
        /** It never gets there, and the answer says so. */
        SAY_502
    }

    private static final String BROADCAST = "eth_sendRawTransaction";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final URI chain;
    private final FakeServer server;
    private volatile boolean away;
    private volatile @Nullable String chainId;

    private LossyRpc(URI chain) throws IOException {
        this.chain = chain;
        this.server = FakeServer.open("chimera-lossy-rpc", this::handle);
    }

    public static LossyRpc inFrontOf(URI chain) throws IOException {
        return new LossyRpc(chain);
    }

    public URI url() {
        return server.url();
    }

    /** What happens to the next broadcast that has no fault yet. */
    public void next(Fault fault) {
        faults.add(fault);
    }

    /** Faults that nothing met yet are forgotten. */
    public void recover() {
        faults.clear();
        away = false;
        chainId = null;
    }

    /** From now on nobody answers at all, until {@link #recover}. */
    public void goAway() {
        away = true;
    }

    /** From now on the chain says that it is another one, until {@link #recover}. */
    public void claimChainId(long other) {
        chainId = "0x" + Long.toHexString(other);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (away) {
            return;
        }
        JsonNode request = JsonMapper.shared().readTree(body);
        String claimed = chainId;
        if (claimed != null && request.path("method").asString("").equals("eth_chainId")) {
            answer(
                    exchange,
                    200,
                    "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":\"" + claimed + "\"}");
            return;
        }
        Fault fault = new String(body, StandardCharsets.UTF_8).contains(BROADCAST) ? faults.poll() : null;
        if (fault == null) {
            answer(exchange, 200, handOn(body));
            return;
        }
        switch (fault) {
            // The exchange is closed without a byte of an answer.
            case LOSE_ANSWER -> handOn(body);
            case LOSE_REQUEST -> {}
            case SAY_504 -> {
                handOn(body);
                answer(exchange, 504, "gateway timeout");
            }
            case SAY_502 -> answer(exchange, 502, "bad gateway");
        }
    }

    private String handOn(byte[] body) throws IOException {
        try {
            return http.send(
                            HttpRequest.newBuilder(chain)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
