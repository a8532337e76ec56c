package dev.chimera.wallet;

import java.util.Arrays;
import java.util.Optional;

/** A chain that a wallet can live on. */
public enum Network {
    BASE_SEPOLIA("base-sepolia", 84_532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
    BASE_MAINNET("base-mainnet", 8_453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");

    private final String label;
    private final long chainId;
    private final String usdc;

    Network(String label, long chainId, String usdc) {
        this.label = label;
        this.chainId = chainId;
        this.usdc = usdc;
    }

    public static Optional<Network> of(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** As a campaign file writes it, and AgentKit too. */
    public String label() {
        return label;
    }

    public long chainId() {
        return chainId;
    }

    /** Circle's contract for USDC (developers.circle.com, "USDC contract addresses"). */
    EvmAddress usdc() {
        return EvmAddress.parse(usdc);
    }
}
