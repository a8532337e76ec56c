package dev.chimera.bridge.commerce;

import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.tool.WalletAccount;
import dev.chimera.tool.WalletAnswer;
import dev.chimera.tool.WalletServers;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.Wallet;
import java.time.Instant;
import java.util.List;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What AgentKit's server is asked, in its own words. Every integer beyond 2^53 travels as a decimal string. */
@Component
@Conditional(HasBridgeRole.class)
class Chain {

    private final WalletServers servers;
    private final CommerceProperties properties;

    Chain(WalletServers servers, CommerceProperties properties) {
        this.servers = servers;
        this.properties = properties;
    }

    /** Address, chain, nonce, newest block, balances. */
    WalletAnswer details(Wallet wallet, List<EvmAddress> tokens) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        ArrayNode asked = arguments.putArray("tokens");
        tokens.forEach(token -> asked.add(token.value()));
        return servers.call(account(wallet), "get_wallet_details", arguments, properties.readTimeout());
    }

    /**
     * The one call that moves money.
     *
     * @param notAfter after this moment, by this machine's clock, nothing is broadcast any more
     */
    WalletAnswer send(Wallet wallet, Payment payment, Instant notAfter) {
        EvmAddress token = payment.asset().token();
        ObjectNode arguments = JsonNodeFactory.instance
                .objectNode()
                .put("to", payment.to().value())
                .put("nonce", payment.nonce())
                .put("max_fee_wei", properties.maxFeeWei().toString());
        String units = payment.amount().toString();
        if (token == null) {
            arguments.put("amount_wei", units);
        } else {
            arguments.put("token", token.value()).put("amount", units);
        }
        String tool = token == null ? "native_transfer" : "erc20_transfer";
        return servers.call(account(wallet), tool, arguments, notAfter, properties.sendTimeout());
    }

    /** The wallet's own transaction with the payment's nonce. */
    WalletAnswer find(Wallet wallet, Payment payment) {
        Long fromBlock = payment.fromBlock();
        ObjectNode arguments = JsonNodeFactory.instance
                .objectNode()
                .put("nonce", payment.nonce())
                .put("from_block", fromBlock == null ? 0 : fromBlock);
        return servers.call(account(wallet), "find_transaction", arguments, properties.readTimeout());
    }

    private static WalletAccount account(Wallet wallet) {
        return new WalletAccount(
                wallet.tenant().value(),
                wallet.id(),
                wallet.key(),
                wallet.network().label());
    }
}
