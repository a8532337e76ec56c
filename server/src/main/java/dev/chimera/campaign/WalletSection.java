package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.secret.SecretName;
import dev.chimera.wallet.Asset;
import dev.chimera.wallet.Assets;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.Network;
import dev.chimera.wallet.WalletSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code agent.wallet} of a campaign file. No refusal repeats a value that could be a key which somebody pasted in
 * place of its name.
 */
final class WalletSection {

    private static final KnownKeys WALLET = KnownKeys.at("agent.wallet", "key", "network", "allow", "limits");
    private static final String[] LIMIT_KEYS = {
        "max_payment", "window_hours", "window_total", "window_count", "auto_approve"
    };
    private static final int MOST_RECIPIENTS = 1_000;
    private static final int MOST_COUNT = 10_000;
    private static final int MOST_HOURS = 24 * 366;
    private static final int USUAL_HOURS = 24;

    private final Assets assets;
    private final Network network;

    private WalletSection(Assets assets, Network network) {
        this.assets = assets;
        this.network = network;
    }

    /** @return null for a file without a wallet */
    static @Nullable WalletSettings read(JsonNode wallet, Assets assets) {
        if (wallet.isMissingNode() || wallet.isNull()) {
            return null;
        }
        if (!wallet.isObject()) {
            throw invalid("agent.wallet is not a set of keys");
        }
        WALLET.check(wallet, List.of());
        Network network = Network.of(wallet.path("network").asString(""))
                .orElseThrow(() -> invalid("agent.wallet.network is neither base-sepolia nor base-mainnet"));
        WalletSection section = new WalletSection(assets, network);
        return new WalletSettings(
                key(wallet.path("key")), network, allow(wallet.path("allow")), section.limits(wallet.path("limits")));
    }

    private static SecretName key(JsonNode value) {
        if (!value.isString()) {
            throw invalid("agent.wallet.key is not the name of a secret");
        }
        try {
            return SecretName.parse(value.asString());
        } catch (ChimeraException e) {
            throw at("agent.wallet.key", e);
        }
    }

    private static List<EvmAddress> allow(JsonNode value) {
        List<EvmAddress> allow = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return allow;
        }
        if (!value.isArray() || value.size() > MOST_RECIPIENTS) {
            throw invalid("agent.wallet.allow is not a list of at most " + MOST_RECIPIENTS + " addresses");
        }
        for (JsonNode recipient : value) {
            String where = "agent.wallet.allow[" + allow.size() + "]";
            if (!recipient.isString()) {
                throw invalid(where + " is not an address in quotes");
            }
            EvmAddress address = address(where, recipient.asString());
            if (allow.contains(address)) {
                throw invalid(where + " is named twice");
            }
            allow.add(address);
        }
        return allow;
    }

    private static EvmAddress address(String where, String text) {
        try {
            return EvmAddress.parse(text);
        } catch (ChimeraException e) {
            throw at(where, e);
        }
    }

    private List<Limit> limits(JsonNode value) {
        List<Limit> limits = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return limits;
        }
        if (!value.isObject()) {
            throw invalid("agent.wallet.limits is not a set of assets");
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            Limit limit = limit(member.getKey(), member.getValue());
            if (limits.stream().anyMatch(each -> each.asset().equals(limit.asset()))) {
                throw invalid("agent.wallet.limits names " + limit.asset().symbol() + " twice");
            }
            limits.add(limit);
        }
        return limits;
    }

    private Limit limit(String symbol, JsonNode value) {
        String path = "agent.wallet.limits." + PlainText.excerpt(symbol, 20);
        Asset asset = assets.find(network, symbol)
                .orElseThrow(() -> ChimeraException.badInput(
                        "UNKNOWN_ASSET",
                        path + ": there is no such asset on " + network.label(),
                        "there are " + String.join(", ", assets.symbols(network))
                                + "; others can be added with chimera.wallet.tokens"));
        if (!value.isObject()) {
            throw invalid(path + " is not a set of keys");
        }
        KnownKeys.at(path, LIMIT_KEYS).check(value, List.of());
        return new Limit(
                asset,
                asset.notNegative(amount(value, path, "max_payment", null), path + ".max_payment"),
                Duration.ofHours(whole(value, path, "window_hours", USUAL_HOURS, 1, MOST_HOURS)),
                asset.notNegative(amount(value, path, "window_total", null), path + ".window_total"),
                whole(value, path, "window_count", null, 0, MOST_COUNT),
                asset.notNegative(amount(value, path, "auto_approve", "0"), path + ".auto_approve"));
    }

    /** A limit that is not said is none, so those that matter have to be said. */
    private static String amount(JsonNode limit, String path, String key, @Nullable String usual) {
        JsonNode value = limit.path(key);
        if (value.isString()) {
            return value.asString().strip();
        }
        if (value.isNumber()) {
            return Asset.written(value);
        }
        if (value.isMissingNode() && usual != null) {
            return usual;
        }
        throw invalid(path + "." + key + (value.isMissingNode() ? " is missing" : " is not an amount in quotes"));
    }

    private static int whole(JsonNode limit, String path, String key, @Nullable Integer usual, int least, int most) {
        JsonNode value = limit.path(key);
        if (value.isMissingNode() && usual != null) {
            return usual;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw invalid(path + "." + key
                    + (value.isMissingNode() ? " is missing" : " is not a whole number from " + least + " to " + most));
        }
        return value.intValue();
    }

    private static ChimeraException at(String where, ChimeraException e) {
        Failure failure = e.failure();
        return new ChimeraException(
                e.kind(), new Failure(failure.code(), where + ": " + failure.message(), failure.hint()));
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput(
                "INVALID_WALLET",
                message,
                "a wallet is {key: env:NAME, network: base-sepolia, allow: [\"0x...\"], limits: {ETH: {max_payment,"
                        + " window_hours, window_total, window_count, auto_approve}}}");
    }
}
