package dev.chimera.bridge.x;

import dev.chimera.secret.SecretName;
import dev.chimera.secret.SecretNames;
import dev.chimera.tenant.TenantId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The secrets that posting to X needs: those of the accounts, and our app's own where it has one. */
@Component
class XSecretNames implements SecretNames {

    private final XAccountStore accounts;
    private final XProperties properties;

    XSecretNames(XAccountStore accounts, XProperties properties) {
        this.accounts = accounts;
        this.properties = properties;
    }

    @Override
    public Collection<SecretName> of(UUID tenant) {
        Set<SecretName> names = new LinkedHashSet<>();
        SecretName app = properties.clientSecretName();
        if (app != null) {
            names.add(app);
        }
        accounts.list(new TenantId(tenant))
                .forEach(account -> names.addAll(account.auth().names()));
        return names;
    }
}
