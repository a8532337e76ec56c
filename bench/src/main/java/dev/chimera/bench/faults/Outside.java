package dev.chimera.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.fakes.FakeProcess;
import dev.chimera.fakes.chain.LocalChain;
import dev.chimera.fakes.chain.LossyRpc;
import dev.chimera.fakes.x.FakeX;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The world that servers act upon: X's stand-in with its ledger, and a real chain behind a network that can break. */
final class Outside implements AutoCloseable {

    private final Path ledger;
    private final FakeProcess x;
    private final LocalChain chain;
    private final LossyRpc rpc;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Outside(Path ledger, FakeProcess x, LocalChain chain, LossyRpc rpc) {
        this.ledger = ledger;
        this.x = x;
        this.chain = chain;
        this.rpc = rpc;
    }

    /** An account on X: who it is, and a token for it. */
    record XAccount(String userId, String token) {}

    static Outside create(Path folder) throws IOException {
        Path ledger = folder.resolve("x.jsonl");
        FakeProcess x = FakeProcess.start(FakeX.class, ledger.toString());
        LocalChain chain = LocalChain.start(agentkit());
        return new Outside(ledger, x, chain, LossyRpc.inFrontOf(chain.rpc()));
    }

    /** The launcher says where the project is; a test runs in a folder below it. */
    static Path agentkit() {
        Path project = Path.of(Objects.requireNonNullElse(System.getenv("CHIMERA_PROJECT"), ".."))
                .toAbsolutePath();
        return project.resolve("agentkit").normalize();
    }

    LocalChain chain() {
        return chain;
    }

    LossyRpc rpc() {
        return rpc;
    }

    URI xUrl() {
        return x.url();
    }

    XAccount newXAccount(String username) throws IOException {
        JsonNode issued = control("accounts", Map.of("username", username));
        return new XAccount(
                issued.path("user_id").asString(), issued.path("access_token").asString());
    }

    /** What goes wrong with the next post, as X's stand-in calls it. */
    void failNextPost(String fault) throws IOException {
        control("faults", Map.of("endpoint", "POST /2/tweets", "fault", fault, "times", 1));
    }

    private JsonNode control(String what, Map<String, Object> wish) throws IOException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(xUrl().resolve("/control/" + what))
                            .POST(HttpRequest.BodyPublishers.ofString(Ledger.JSON.writeValueAsString(wish)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return Ledger.JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** How often each text stands in X's ledger. */
    Map<String, Integer> posted() throws IOException {
        Map<String, Integer> texts = new HashMap<>();
        if (Files.exists(ledger)) {
            String all = Files.readString(ledger, UTF_8);
            all.substring(0, all.lastIndexOf('\n') + 1)
                    .lines()
                    .forEach(line ->
                            texts.merge(Ledger.JSON.readTree(line).path("text").asString(), 1, Integer::sum));
        }
        return texts;
    }

    /** The nonces and amounts, in wei, of everything that an account ever sent. */
    List<Sent> sentBy(String address) {
        return chain.transactionsOf(address).stream()
                .map(transaction -> new Sent(
                        Long.decode(transaction.path("nonce").asString()),
                        new BigInteger(transaction.path("value").asString().substring(2), 16)))
                .toList();
    }

    /** A transaction on the chain. */
    record Sent(long nonce, BigInteger wei) {}

    /** Amounts are unique in these runs, so that a payment can be told by it. */
    Set<BigInteger> paidBy(String address) {
        Set<BigInteger> amounts = new HashSet<>();
        sentBy(address).forEach(sent -> amounts.add(sent.wei()));
        return amounts;
    }

    @Override
    public void close() throws IOException {
        rpc.close();
        chain.close();
        x.close();
        http.close();
    }
}
