package dev.chimera.bridge.commerce;

import dev.chimera.failure.ChimeraException;
import dev.chimera.tool.WalletAnswer;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.PaymentRefusal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what AgentKit's server answers. It is data from outside: what has another form than agreed is no answer. */
final class ChainAnswers {

    private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");
    private static final Pattern UNITS = Pattern.compile("[0-9]{1,78}");
    private static final Duration SOON = Duration.ofSeconds(10);

    /** What passes by itself, and how long that takes; everything else stays as it is until a person changes something. */
    private static final Map<String, Duration> PASSING = Map.of(
            "RPC_UNAVAILABLE", SOON,
            "WALLET_UNAVAILABLE", SOON,
            "GAS_TOO_HIGH", Duration.ofMinutes(1),
            "CHAIN_BEHIND", Duration.ofSeconds(5),
            "NONCE_USED", Duration.ofSeconds(2),
            "WALLET_BUSY", Duration.ofSeconds(2));

    /** Where AgentKit's server and this bridge have different words. */
    private static final Map<String, String> RENAMED = Map.of(
            "NONCE_GAP", "CHAIN_BEHIND",
            "BUSY", "WALLET_BUSY",
            "CANCELLED", "EXPIRED",
            "TOO_LATE", "EXPIRED",
            "SIGNER_UNAVAILABLE", "WALLET_UNAVAILABLE",
            "INTERNAL", "WALLET_UNAVAILABLE",
            "UNKNOWN_TOKEN", "ASSET_NOT_ALLOWED",
            "INVALID_ARGUMENT", "INVALID_PAYMENT");

    private ChainAnswers() {}

    static PaymentRefusal refusal(WalletAnswer.Failed failed) {
        return refusal(RENAMED.getOrDefault(failed.code(), failed.code()), failed.message());
    }

    static PaymentRefusal unavailable(String why) {
        return refusal("WALLET_UNAVAILABLE", "AgentKit does not answer: " + why);
    }

    static PaymentRefusal refusal(String code, String message) {
        return new PaymentRefusal(code, message, null, PASSING.get(code));
    }

    static @Nullable String hash(JsonNode answer) {
        String hash = answer.path("hash").asString("");
        return HASH.matcher(hash).matches() ? hash : null;
    }

    /** A decimal string, or null. */
    static @Nullable BigInteger units(JsonNode value) {
        String text = value.isString() || value.isIntegralNumber() ? value.asString() : "";
        return UNITS.matcher(text).matches() ? new BigInteger(text) : null;
    }

    static boolean isAddress(JsonNode value, EvmAddress address) {
        try {
            return value.isString() && EvmAddress.parse(value.asString()).equals(address);
        } catch (ChimeraException e) {
            return false;
        }
    }
}
