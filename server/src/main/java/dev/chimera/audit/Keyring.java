package dev.chimera.audit;

import dev.chimera.failure.ChimeraException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the audit log, the present one first, then those that signed before it. A chain never goes back to a key that
 * was retired.
 *
 * @param keys empty where nobody signs
 */
record Keyring(List<AuditKey> keys) {

    static final Keyring EMPTY = new Keyring(List.of());

    Keyring {
        keys = List.copyOf(keys);
    }

    /** Where the keys come from. */
    @FunctionalInterface
    interface Source {
        /**
         * Blocks while a store of secrets is asked, if at all: call it outside of a transaction.
         *
         * @throws ChimeraException INVALID_AUDIT_KEY, SECRET_NOT_FOUND, SECRET_STORE_UNAVAILABLE
         */
        Keyring now();
    }

    /** The present key, if there is one that can sign. */
    Optional<AuditKey> signing() {
        return keys.stream().findFirst().filter(AuditKey::canSign);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** How many keys are newer than the one that made this signature; -1 when none of ours made it. */
    int place(@Nullable HeadSignature signature, Sha256 digest) {
        for (int i = 0; signature != null && i < keys.size(); i++) {
            if (keys.get(i).id().equals(signature.signer()) && keys.get(i).made(signature, digest)) {
                return i;
            }
        }
        return -1;
    }
}
