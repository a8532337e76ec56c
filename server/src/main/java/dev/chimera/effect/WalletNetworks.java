package dev.chimera.effect;

import dev.chimera.budget.Networks;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.WalletStore;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells the ledger on which chain an agent pays. */
@Component
class WalletNetworks implements Networks {

    private final WalletStore wallets;

    WalletNetworks(WalletStore wallets) {
        this.wallets = wallets;
    }

    @Override
    public Optional<String> of(TenantId tenant, AgentId agent) {
        return wallets.find(tenant, agent).map(wallet -> wallet.network().label());
    }
}
