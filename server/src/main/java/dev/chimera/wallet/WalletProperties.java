package dev.chimera.wallet;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What wallets may hold beside ETH and USDC.
 *
 * @param tokens {@code chimera.wallet.tokens.<network>.<SYMBOL>.address} and {@code .decimals}: ERC-20 contracts by
 *     network ({@code base-sepolia}, {@code base-mainnet}) and symbol; one called USDC replaces the known one. Default
 *     none
 */
@ConfigurationProperties("chimera.wallet")
record WalletProperties(@DefaultValue Map<String, Map<String, Token>> tokens) {

    record Token(String address, int decimals) {}

    WalletProperties {
        tokens.forEach((network, byTheirSymbol) -> {
            if (Network.of(network).isEmpty()) {
                throw new IllegalArgumentException("chimera.wallet.tokens: there is no network " + network);
            }
            byTheirSymbol.forEach((symbol, token) -> {
                EvmAddress address = EvmAddress.parse(token.address());
                if (symbol.equals(Assets.ETH.symbol())) {
                    throw new IllegalArgumentException("chimera.wallet.tokens: ETH is no token, " + address + " is");
                }
            });
        });
        tokens = Map.copyOf(tokens);
    }

    Map<String, Token> tokens(Network network) {
        return tokens.getOrDefault(network.label(), Map.of());
    }
}
