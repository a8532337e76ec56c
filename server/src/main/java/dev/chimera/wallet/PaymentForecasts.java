package dev.chimera.wallet;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.Agent;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.AgentStore;
import dev.chimera.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Foretells what would become of payments, with the checks that the real ones meet: the same refusals of the wallet's
 * settings, the same rules, and what the wallet has paid lately, the agent's pause. Chain and purse are not asked;
 * whoever asks for a forecast holds it against the budget.
 */
@Component
public class PaymentForecasts {

    private final AgentStore agents;
    private final WalletStore wallets;
    private final PaymentStore payments;

    PaymentForecasts(AgentStore agents, WalletStore wallets, PaymentStore payments) {
        this.agents = agents;
        this.wallets = wallets;
        this.payments = payments;
    }

    /**
     * The payments in their order, each after those before it.
     *
     * @throws ChimeraException WALLET_TAKEN, WALLET_NETWORK_FIXED, WALLET_BUSY: the file would not be taken
     */
    public List<PaymentForecast> of(
            TenantId tenant, AgentId agent, WalletSettings settings, List<PaymentOrder> orders) {
        wallets.check(tenant, agent, settings);
        Optional<Wallet> wallet = wallets.find(tenant, agent);
        Map<String, List<WindowUse.Entry>> used = new HashMap<>();
        wallet.ifPresent(paying -> settings.limits().forEach(limit -> {
            String asset = limit.asset().symbol();
            used.put(asset, payments.window(paying, asset).entries());
        }));
        List<PaymentForecast> forecasts = PaymentForecast.of(settings, orders, used);
        Optional<String> held = wallet.flatMap(payments::sending)
                .map(ahead -> "the payment of " + ahead.shown() + " is not settled yet, and they go one by one");
        if (agents.find(tenant, agent).map(Agent::paused).orElse(false)) {
            held = Optional.of("an OPERATOR paused this agent");
        }
        return held.map(why -> forecasts.stream().map(each -> each.waiting(why)).toList())
                .orElse(forecasts);
    }
}
