package dev.chimera.testing;

import dev.chimera.fakes.chain.LocalChain;
import dev.chimera.wallet.EvmAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A real chain on this machine: anvil with Base Sepolia's chain id, and tokens good and bad. It ends with the JVM. */
public final class TestChain {

    /** One ether, in wei. */
    public static final BigInteger ETHER = BigInteger.TEN.pow(18);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path AGENTKIT =
            Path.of("..", "agentkit").toAbsolutePath().normalize();

    private final LocalChain chain;

    private static final class Shared {
        static final TestChain CHAIN = start();
    }

    private TestChain(LocalChain chain) {
        this.chain = chain;
    }

    /** One for all tests of this JVM, which pay from accounts of their own. */
    public static TestChain shared() {
        return Shared.CHAIN;
    }

    /** How the product starts AgentKit's server: words, separated by spaces. */
    public static String agentkit() {
        Path server = AGENTKIT.resolve(Path.of("dist", "server.js"));
        return "node " + server;
    }

    private static TestChain start() {
        try {
            LocalChain chain = LocalChain.start(AGENTKIT);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(chain), "test-chain"));
            return new TestChain(chain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(LocalChain chain) {
        try {
            chain.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI rpc() {
        return chain.rpc();
    }

    /** A token of {@code agentkit/test/tokens}, such as {@code USDC} or {@code silent}. */
    public EvmAddress token(String name) {
        return EvmAddress.parse(chain.token(name));
    }

    /** What {@code chimera.wallet.tokens} has to say of all of them, so that files can name them. */
    public String tokens() {
        StringBuilder tokens = new StringBuilder();
        for (String name : chain.tokens()) {
            tokens.append(tokens.isEmpty() ? "" : ",")
                    .append("base-sepolia:")
                    .append(name.length() > 16 ? name.substring(0, 16) : name)
                    .append(':')
                    .append(token(name))
                    .append(":6");
        }
        return tokens.toString();
    }

    /** An account that nobody else has, with this much ETH. */
    public TestAccount account(BigInteger wei) {
        TestAccount account = TestAccount.fresh();
        fund(account.address(), wei);
        return account;
    }

    public void fund(EvmAddress address, BigInteger wei) {
        call("anvil_setBalance", address.value(), hex(wei));
    }

    /** Tokens from those that the chain began with. */
    public void give(String token, EvmAddress to, BigInteger units) {
        ObjectNode transaction = JSON.createObjectNode()
                .put("from", chain.tokenHolder())
                .put("to", token(token).value())
                .put("data", selector("give(address,uint256)") + word(new BigInteger(digits(to), 16)) + word(units));
        String hash = call("eth_sendTransaction", transaction).stringValue();
        JsonNode receipt = mined(hash);
        if (!receipt.path("status").asString("").equals("0x1")) {
            throw new IllegalStateException("the tokens were not given: " + receipt);
        }
    }

    /** The receipt of a transaction, when there is one. */
    public JsonNode mined(String hash) {
        return Awaitility.await("the transaction is mined")
                .atMost(TestCampaign.SOON)
                .until(() -> call("eth_getTransactionReceipt", hash), JsonNode::isObject);
    }

    public BigInteger balance(EvmAddress address) {
        return number(call("eth_getBalance", address.value(), "latest"));
    }

    public BigInteger balance(String token, EvmAddress address) {
        ObjectNode question = JSON.createObjectNode()
                .put("to", token(token).value())
                .put("data", selector("balanceOf(address)") + word(new BigInteger(digits(address), 16)));
        return number(call("eth_call", question, "latest"));
    }

    /** How many transactions of the account are in blocks. */
    public long transactions(EvmAddress address) {
        return number(call("eth_getTransactionCount", address.value(), "latest"))
                .longValueExact();
    }

    /** Another block, whose gas costs this much. */
    public void mineAtBaseFee(BigInteger wei) {
        call("anvil_setNextBlockBaseFeePerGas", hex(wei));
        call("evm_mine");
    }

    /** One call of JSON-RPC. */
    public JsonNode call(String method, Object... params) {
        return chain.call(method, params);
    }

    private static BigInteger number(JsonNode hex) {
        return new BigInteger(hex.stringValue().substring(2), 16);
    }

    private static String hex(BigInteger number) {
        return "0x" + number.toString(16);
    }

    private static String digits(EvmAddress address) {
        return address.value().substring(2);
    }

    private static String word(BigInteger number) {
        String digits = number.toString(16);
        return "0".repeat(64 - digits.length()) + digits;
    }

    private static String selector(String signature) {
        byte[] hash = new Keccak.Digest256().digest(signature.getBytes(StandardCharsets.US_ASCII));
        return "0x" + HexFormat.of().formatHex(hash, 0, 4);
    }
}
