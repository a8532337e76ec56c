package dev.chimera.audit;

import dev.chimera.failure.ChimeraException;
import dev.chimera.secret.Secret;
import dev.chimera.secret.SecretName;
import dev.chimera.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Reads {@code CHIMERA_AUDIT_KEY} once. A server with a home and without that variable makes a key of its own there,
 * {@code home:audit-key}; one with neither seals without signing.
 */
@Component
class AuditKeys implements Keyring.Source {

    private static final Logger LOG = LoggerFactory.getLogger(AuditKeys.class);
    private static final SecretName OWN = SecretName.parse("home:audit-key");
    /** Under this name the value is known to what takes secrets out of logs, wherever it was given. */
    private static final SecretName GIVEN = SecretName.parse("env:CHIMERA_AUDIT_KEY");

    private static final Pattern VALUE = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String PUBLIC = "public:";

    private final AuditProperties properties;
    private final Secrets secrets;
    private final boolean hasHome;
    private @Nullable Keyring known;

    AuditKeys(AuditProperties properties, Secrets secrets, @Value("${chimera.home:}") String home) {
        this.properties = properties;
        this.secrets = secrets;
        this.hasHome = !home.isBlank();
    }

    @Override
    public synchronized Keyring now() {
        Keyring found = known;
        if (found == null) {
            found = read();
            known = found;
        }
        return found;
    }

    private Keyring read() {
        List<AuditKey> keys = new ArrayList<>();
        if (!properties.keyNames().isEmpty()) {
            properties.keyNames().forEach(name -> keys.add(key(name)));
        } else if (hasHome) {
            keys.add(own());
        }
        if (keys.isEmpty()) {
            LOG.warn("the audit log is sealed and not signed: there is neither CHIMERA_AUDIT_KEY nor a home for a key");
        } else {
            LOG.info(
                    "the audit log is signed with the key whose public half is {}",
                    keys.getFirst().publicHex());
        }
        return new Keyring(keys);
    }

    private AuditKey key(String text) {
        if (text.startsWith(PUBLIC)) {
            try {
                return AuditKey.ofPublic(text.substring(PUBLIC.length()));
            } catch (IllegalArgumentException e) {
                throw invalid("the public key in CHIMERA_AUDIT_KEY is none: " + e.getMessage(), e);
            }
        }
        Secret secret =
                VALUE.matcher(text).matches() ? new Secret(GIVEN, text) : secrets.resolveOwn(SecretName.parse(text));
        return key(secret);
    }

    private AuditKey own() {
        try {
            return key(secrets.resolveOwn(OWN));
        } catch (ChimeraException e) {
            if (!e.failure().code().equals("SECRET_NOT_FOUND")) {
                throw e;
            }
            secrets.store(OWN, AuditKey.freshSecret());
            return key(secrets.resolveOwn(OWN));
        }
    }

    private static AuditKey key(Secret secret) {
        try {
            return AuditKey.ofSecret(secret.reveal());
        } catch (IllegalArgumentException e) {
            throw invalid("the secret " + secret.name() + " is no key of the audit log: " + e.getMessage(), e);
        }
    }

    private static ChimeraException invalid(String message, Throwable cause) {
        ChimeraException failure = ChimeraException.badInput(
                "INVALID_AUDIT_KEY", message, "make one with: openssl rand -hex 32, see docs/audit.md");
        failure.initCause(cause);
        return failure;
    }
}
