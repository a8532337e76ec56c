package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody wants to be paid: an entry of {@code campaign.payments}, the payload of a TRANSACTION AgentTask, and, but
 * for the reason, the arguments of {@code transfer}.
 *
 * @param to who gets it
 * @param asset symbol; what it means depends on the wallet's network
 * @param amount decimal, in units of the asset, as it was written
 * @param memo for the books; never sent to the chain. Null for none
 * @param reason why; for whoever decides. Null for none
 */
public record PaymentOrder(
        EvmAddress to,
        String asset,
        String amount,
        @Nullable String memo,
        @Nullable String reason) {

    private static final int LONGEST_NOTE = 280;
    private static final Set<String> KEYS = Set.of("to", "asset", "amount", "memo", "reason");

    /**
     * @param where what to call the whole in a refusal, such as {@code campaign.payments[0]}
     * @throws ChimeraException INVALID_PAYMENT, INVALID_ADDRESS, INVALID_AMOUNT
     */
    public static PaymentOrder read(JsonNode node, String where) {
        if (!node.isObject()) {
            throw invalid(where + " is not a payment");
        }
        List<String> unknown = new ArrayList<>(node.propertyNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw invalid(where + " has an unknown key '" + shorten(unknown.getFirst()) + "'");
        }
        String amount =
                node.path("amount").isNumber() ? Asset.written(node.path("amount")) : text(node, "amount", where);
        // Every asset has at least these decimals' form; the asset's own bound is checked where the network is known.
        new Asset("ANY", null, Asset.MOST_DECIMALS).positive(amount, where + ".amount");
        return new PaymentOrder(
                EvmAddress.parse(text(node, "to", where)),
                text(node, "asset", where),
                amount,
                note(node, "memo", where),
                note(node, "reason", where));
    }

    /** What two orders have in common that are the same: how the amount is written, memo and reason are not looked at. */
    public String identity() {
        return to.value() + " " + asset + " "
                + new BigDecimal(amount).stripTrailingZeros().toPlainString();
    }

    /** The same with the asset as its wallet calls it. */
    public PaymentOrder in(String symbol) {
        return new PaymentOrder(to, symbol, amount, memo, reason);
    }

    /** The arguments of {@code transfer}; the reason is for people, not for the chain. */
    public ObjectNode arguments() {
        ObjectNode arguments = JsonNodeFactory.instance
                .objectNode()
                .put("to", to.value())
                .put("asset", asset)
                .put("amount", amount);
        if (memo != null) {
            arguments.put("memo", memo);
        }
        return arguments;
    }

    /** The payload of a TRANSACTION task. */
    public ObjectNode payload() {
        ObjectNode payload = arguments();
        if (reason != null) {
            payload.put("reason", reason);
        }
        return payload;
    }

    private static String text(JsonNode node, String key, String where) {
        if (!node.path(key).isString() || node.path(key).asString().isBlank()) {
            throw invalid(where + "." + key + (node.has(key) ? " is not a text" : " is missing"));
        }
        return node.path(key).asString().strip();
    }

    private static @Nullable String note(JsonNode node, String key, String where) {
        JsonNode note = node.path(key);
        if (note.isMissingNode() || note.isNull()) {
            return null;
        }
        if (!note.isString() || note.asString().length() > LONGEST_NOTE) {
            throw invalid(where + "." + key + " is not a text of at most " + LONGEST_NOTE + " characters");
        }
        if (note.asString().codePoints().anyMatch(Character::isISOControl)) {
            throw invalid(where + "." + key + " has a control character");
        }
        return note.asString();
    }

    private static String shorten(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput(
                "INVALID_PAYMENT", message, "a payment is {to, asset, amount, memo, reason}, the last two if you like");
    }
}
