package dev.chimera.bridge.commerce;

import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.failure.ChimeraException;
import dev.chimera.tool.WalletAnswer;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments.ChainHead;
import dev.chimera.wallet.Wallet;
import dev.chimera.wallet.WalletStore;
import java.util.List;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Asks where the chain stands, and whether wallet, key and chain belong together. Nothing is sent. */
@Component
@Conditional(HasBridgeRole.class)
class WalletProbe {

    private final Chain chain;
    private final WalletStore wallets;

    WalletProbe(Chain chain, WalletStore wallets) {
        this.chain = chain;
        this.wallets = wallets;
    }

    sealed interface Probe {

        record Ready(ChainHead head, EvmAddress address, JsonNode details) implements Probe {}

        record NotNow(PaymentRefusal refusal) implements Probe {}
    }

    Probe probe(Wallet wallet, List<EvmAddress> tokens) {
        return switch (chain.details(wallet, tokens)) {
            case WalletAnswer.Done done -> check(wallet, done.content());
            case WalletAnswer.Failed failed -> new Probe.NotNow(ChainAnswers.refusal(failed));
            case WalletAnswer.NotAsked notAsked -> new Probe.NotNow(ChainAnswers.unavailable(notAsked.why()));
            case WalletAnswer.NoAnswer noAnswer -> new Probe.NotNow(ChainAnswers.unavailable(noAnswer.why()));
        };
    }

    private Probe check(Wallet wallet, JsonNode details) {
        JsonNode nonce = details.path("nonce");
        JsonNode block = details.path("block_number");
        if (!nonce.canConvertToLong()
                || !block.canConvertToLong()
                || !details.path("address").isString()) {
            return new Probe.NotNow(ChainAnswers.unavailable("its answer has another form than agreed"));
        }
        if (details.path("chain_id").asLong(0) != wallet.network().chainId()) {
            return notNow(
                    "WRONG_CHAIN",
                    "the RPC is of chain " + details.path("chain_id").asString("?") + ", and the wallet is on "
                            + wallet.network().label() + " (" + wallet.network().chainId() + ")");
        }
        try {
            EvmAddress address = EvmAddress.parse(details.path("address").asString());
            if (wallet.address() == null) {
                wallets.learn(wallet, address);
            } else if (!wallet.address().equals(address)) {
                return notNow(
                        "WALLET_CHANGED",
                        "the key " + wallet.key() + " now belongs to " + address + ", and the wallet is "
                                + wallet.address());
            }
            return new Probe.Ready(new ChainHead(nonce.longValue(), block.longValue()), address, details);
        } catch (ChimeraException e) {
            return notNow(e.failure().code(), e.failure().message());
        }
    }

    private static Probe notNow(String code, String message) {
        return new Probe.NotNow(ChainAnswers.refusal(code, message));
    }
}
