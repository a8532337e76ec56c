package dev.chimera.attack;

import dev.chimera.testing.TestChain;
import dev.chimera.wallet.EvmAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A token whose name and symbol are an order. */
final class HostileToken {

    private static final int WORD = 32;
    private static final Path CONTRACTS = Path.of("..", "agentkit", "dist", "test", "tokens.json");

    private HostileToken() {}

    static EvmAddress deploy(TestChain chain, String order) {
        // GoodToken(string name, string symbol, uint256 supply): where the two texts begin, the number, the texts.
        String text = encoded(order);
        String arguments = word(BigInteger.valueOf(3 * WORD))
                + word(BigInteger.valueOf(3 * WORD + text.length() / 2))
                + word(BigInteger.TEN.pow(12))
                + text
                + text;
        ObjectNode transaction = JsonMapper.shared()
                .createObjectNode()
                .put("from", bystander(chain))
                .put("data", contract().path("bytecode").stringValue() + arguments);
        String hash = chain.call("eth_sendTransaction", transaction).stringValue();
        return EvmAddress.parse(chain.mined(hash).path("contractAddress").stringValue());
    }

    /** An account of the chain's that signs for anybody. */
    static String bystander(TestChain chain) {
        return chain.call("eth_accounts").path(5).stringValue();
    }

    private static JsonNode contract() {
        try {
            return JsonMapper.shared().readTree(Files.readString(CONTRACTS)).path("GoodToken");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Length, then the bytes, filled up to whole words. */
    private static String encoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int missing = Math.floorMod(-bytes.length, WORD);
        return word(BigInteger.valueOf(bytes.length)) + HexFormat.of().formatHex(bytes) + "00".repeat(missing);
    }

    private static String word(BigInteger number) {
        String digits = number.toString(16);
        return "0".repeat(2 * WORD - digits.length()) + digits;
    }
}
