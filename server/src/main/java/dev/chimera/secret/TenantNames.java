package dev.chimera.secret;

import java.util.Optional;
import java.util.UUID;

/** What tenants are called; implemented by the room that keeps them. */
@FunctionalInterface
public interface TenantNames {

    /** Empty for a tenant that is not there. */
    Optional<String> nameOf(UUID tenant);
}
