package dev.chimera.tenant;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.secret.TenantNames;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Who runs this installation: the OPERATORs of the tenant {@code local}. What belongs to no tenant, such as metrics and
 * what could not be read, is theirs.
 */
@Component
public class Installation implements TenantNames {

    /** A tenant keeps its name. */
    private final Map<UUID, String> known = new ConcurrentHashMap<>();

    private final TenantStore store;

    Installation(TenantStore store) {
        this.store = store;
    }

    public boolean isRunBy(Caller.Person caller) {
        return caller.role() == Role.OPERATOR && isLocal(caller.tenant());
    }

    public boolean isLocal(TenantId tenant) {
        return nameOf(tenant.value()).filter(LocalTenant.NAME::equals).isPresent();
    }

    /** @throws ChimeraException FORBIDDEN */
    public void require(Caller.Person caller) {
        if (!isRunBy(caller)) {
            throw new ChimeraException(
                    ChimeraException.Kind.FORBIDDEN,
                    new Failure(
                            "FORBIDDEN",
                            caller.email() + " does not run this installation",
                            "this needs the token of an OPERATOR of the tenant " + LocalTenant.NAME));
        }
    }

    @Override
    public Optional<String> nameOf(UUID tenant) {
        String name = known.get(tenant);
        if (name != null) {
            return Optional.of(name);
        }
        Optional<String> found = store.name(tenant);
        found.ifPresent(each -> known.put(tenant, each));
        return found;
    }
}
