package dev.chimera.wallet;

import dev.chimera.secret.SecretName;
import dev.chimera.secret.SecretNames;
import dev.chimera.tenant.TenantId;
import java.util.Collection;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The names of the keys with which a tenant's wallets are opened, for {@code secrets check}. */
@Component
class WalletKeys implements SecretNames {

    private final WalletStore wallets;

    WalletKeys(WalletStore wallets) {
        this.wallets = wallets;
    }

    @Override
    public Collection<SecretName> of(UUID tenant) {
        return wallets.keys(new TenantId(tenant));
    }
}
