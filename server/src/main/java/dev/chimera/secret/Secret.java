package dev.chimera.secret;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.chimera.failure.Redaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The value of a secret. Neither printing it nor writing it as JSON shows it; only {@link #reveal()} does, at the moment
 * of use. What exists as a Secret is known to {@link Redaction}.
 */
public final class Secret {

    private final SecretName name;
    private final String value;

    /** For what was obtained elsewhere and has to be treated as a secret from now on, such as a fresh access token. */
    public Secret(SecretName name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
        this.name = name;
        this.value = value;
        Redaction.know(name.toString(), value);
    }

    public SecretName name() {
        return name;
    }

    /** The value, for the one call that needs it. Keep it in no field, put it in no message. */
    public String reveal() {
        return value;
    }

    /** The same name and the same value, compared in a time that says nothing about where they differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && name.equals(secret.name)
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name, never the value. */
    @Override
    public String toString() {
        return "Secret[" + name + "]";
    }

    @JsonValue
    @SuppressWarnings("DoNotCallSuggester")
    String json() {
        throw new IllegalStateException(name + " is a secret, and never written as JSON");
    }
}
