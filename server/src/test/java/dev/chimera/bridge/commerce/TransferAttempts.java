package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.bridge.commerce.PaymentAnswer.Paid;
import dev.chimera.bridge.commerce.PaymentAnswer.Unpaid;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.PaymentOrder;
import java.util.function.Supplier;

/** An agent's own transfer at the bridge's entry, without MCP in front of it. */
public final class TransferAttempts {

    private TransferAttempts() {}

    /** Each attempt is to pay 0.001 ETH; what it gives is the code of the refusal, or {@code done}. */
    public static Supplier<String> on(TestServer server, Author author, EvmAddress to) {
        CommerceBridge bridge = server.bean(CommerceBridge.class);
        PaymentOrder order = new PaymentOrder(to, "ETH", "0.001", null, null);
        return () -> switch (bridge.transfer(author, order)) {
            case Paid paid -> "done";
            case Unpaid unpaid -> unpaid.refusal().code();
        };
    }
}
