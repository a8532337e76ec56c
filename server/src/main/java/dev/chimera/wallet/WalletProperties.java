package dev.chimera.wallet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What wallets may hold beside ETH and USDC.
 *
 * @param tokens {@code chimera.wallet.tokens}: ERC-20 contracts, each as {@code network:SYMBOL:address:decimals}, such as
 *     {@code base-sepolia:EURC:0x808456652fdb597867f38412077A9182bf77359F:6}; one called USDC replaces the known one.
 *     Default none
 */
@ConfigurationProperties("chimera.wallet")
record WalletProperties(@DefaultValue List<String> tokens) {

    private static final int PARTS = 4;

    WalletProperties {
        tokens = List.copyOf(tokens);
        tokens.forEach(WalletProperties::parse);
    }

    private record Token(Network network, Asset asset) {}

    Map<String, Asset> tokens(Network network) {
        Map<String, Asset> bySymbol = new HashMap<>();
        tokens.stream()
                .map(WalletProperties::parse)
                .filter(token -> token.network() == network)
                .forEach(token -> bySymbol.put(token.asset().symbol(), token.asset()));
        return bySymbol;
    }

    private static Token parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length != PARTS || !parts[3].matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException(
                    "chimera.wallet.tokens: '" + text + "' is not network:SYMBOL:address:decimals");
        }
        Network network = Network.of(parts[0])
                .orElseThrow(
                        () -> new IllegalArgumentException("chimera.wallet.tokens: there is no network " + parts[0]));
        Asset asset = new Asset(parts[1], EvmAddress.parse(parts[2]), Integer.parseInt(parts[3]));
        if (asset.symbol().equals(Assets.ETH.symbol())) {
            throw new IllegalArgumentException("chimera.wallet.tokens: ETH is the chain's own coin, and no token");
        }
        return new Token(network, asset);
    }
}
