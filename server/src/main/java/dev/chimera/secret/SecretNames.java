package dev.chimera.secret;

import java.util.Collection;
import java.util.UUID;

/** A room that keeps names of secrets, such as those of wallets, offers them as a bean of this type. */
public interface SecretNames {

    /** Every name that this room has stored for a tenant; bounded by what a tenant may have. */
    Collection<SecretName> of(UUID tenant);
}
