package dev.chimera.fakes.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chain in a process of its own: anvil with chain id 84532, mining at once, with tokens that behave and tokens that do
 * not, through {@code agentkit/test/chain.mjs}. Ends with this process.
 */
public final class LocalChain implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long SECONDS_TO_END = 5;

    private final Process process;
    private final JsonNode told;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LocalChain(Process process, JsonNode told) {
        this.process = process;
        this.told = told;
    }

    /** An account that anvil has filled. */
    public record Account(String address, String privateKey) {}

    /**
     * Starts a chain.
     *
     * @param agentkit the project's folder {@code agentkit}, built
     * @throws IOException when it can't be started; says what to do
     */
    public static LocalChain start(Path agentkit) throws IOException {
        if (!Files.exists(agentkit.resolve("dist/server.js")) || !Files.exists(agentkit.resolve("node_modules"))) {
            throw new IOException("agentkit/ is not built: run ./chimera test once, or npm ci && npm run build there");
        }
        Process process = new ProcessBuilder(
                        "node", agentkit.resolve("test/chain.mjs").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String ready = output.readLine();
        if (ready == null) {
            throw new IOException("the chain ended before it was ready");
        }
        return new LocalChain(process, JSON.readTree(ready));
    }

    public URI rpc() {
        return URI.create(told.path("rpc_url").asString());
    }

    /** The address of a token: {@code USDC} behaves, the others are named for what they do instead. */
    public String token(String name) {
        return told.path("tokens").path(name).asString();
    }

    /** The names of all tokens. */
    public Collection<String> tokens() {
        return told.path("tokens").propertyNames();
    }

    /** Who has them all at the beginning. */
    public String tokenHolder() {
        return told.path("token_holder").asString();
    }

    /** Five accounts with ETH; the first two have tokens, too. */
    public List<Account> accounts() {
        return told.path("accounts")
                .valueStream()
                .map(account -> new Account(
                        account.path("address").asString(),
                        account.path("private_key").asString()))
                .toList();
    }

    /** In wei. */
    public BigInteger balance(String address) {
        return quantity(call("eth_getBalance", address, "latest"));
    }

    /** How many transactions of this account were mined. */
    public long transactionCount(String address) {
        return quantity(call("eth_getTransactionCount", address, "latest")).longValueExact();
    }

    /** Every transaction that this account sent, the oldest first. */
    public List<JsonNode> transactionsOf(String address) {
        long head = quantity(call("eth_blockNumber")).longValueExact();
        ArrayNode found = JSON.createArrayNode();
        for (long block = 0; block <= head; block++) {
            ArrayNode parameters =
                    JSON.createArrayNode().add("0x" + Long.toHexString(block)).add(true);
            for (JsonNode transaction : ask("eth_getBlockByNumber", parameters).path("transactions")) {
                if (transaction.path("from").asString("").equalsIgnoreCase(address)) {
                    found.add(transaction);
                }
            }
        }
        return found.valueStream().toList();
    }

    /** Asks the node, past every broken network. */
    public JsonNode call(String method, Object... parameters) {
        ArrayNode list = JSON.createArrayNode();
        for (Object parameter : parameters) {
            list.add(JSON.<JsonNode>valueToTree(parameter));
        }
        return ask(method, list);
    }

    private JsonNode ask(String method, ArrayNode parameters) {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", parameters);
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(rpc())
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode read = JSON.readTree(answer.body());
            if (read.has("error")) {
                throw new IllegalStateException(method + ": " + read.path("error"));
            }
            return read.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the chain was asked", e);
        }
    }

    private static BigInteger quantity(JsonNode hex) {
        return new BigInteger(hex.asString().substring(2), 16);
    }

    @Override
    public void close() throws IOException {
        http.close();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
