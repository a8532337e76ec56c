package dev.chimera.wallet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The assets that are known on each network: ETH, USDC, and what the configuration adds. */
@Component
public class Assets {

    /** The chain's own coin, which also pays for gas. */
    public static final Asset ETH = new Asset("ETH", null, 18);

    private static final int USDC_DECIMALS = 6;

    private final Map<Network, Map<String, Asset>> known = new LinkedHashMap<>();

    Assets(WalletProperties properties) {
        for (Network network : Network.values()) {
            Map<String, Asset> assets = new LinkedHashMap<>();
            assets.put(ETH.symbol(), ETH);
            assets.put("USDC", new Asset("USDC", network.usdc(), USDC_DECIMALS));
            assets.putAll(properties.tokens(network));
            known.put(network, assets);
        }
    }

    /** Those that need no configuration, for whoever stands outside the Spring context, such as a test. */
    public static Assets wellKnown() {
        return new Assets(new WalletProperties(List.of()));
    }

    /** By its symbol; in other capitals too, where that can mean only one. */
    public Optional<Asset> find(Network network, String symbol) {
        Asset exactly = of(network).get(symbol);
        List<Asset> alike = exactly != null
                ? List.of(exactly)
                : of(network).values().stream()
                        .filter(asset -> asset.symbol().equalsIgnoreCase(symbol))
                        .toList();
        return alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
    }

    public Set<String> symbols(Network network) {
        return of(network).keySet();
    }

    private Map<String, Asset> of(Network network) {
        return known.getOrDefault(network, Map.of());
    }
}
