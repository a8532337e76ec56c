package dev.chimera.secret;

import dev.chimera.failure.ChimeraException;
import org.springframework.stereotype.Component;

/** Resolves and keeps secrets. Safe for many threads. Never call it with a transaction open. */
@Component
public class Secrets {

    /**
     * The value, now.
     *
     * @throws ChimeraException SECRET_NOT_FOUND (BAD_INPUT) when there is no such secret or it is empty;
     *     SECRET_STORE_UNAVAILABLE (UNAVAILABLE) when the store does not answer, or does not let us ask, and so nothing
     *     is known
     */
    public Secret resolve(SecretName name) {
        return switch (name) {
            case SecretName.Env(String variable) -> {
                String value = System.getenv(variable);
                if (value == null || value.isBlank()) {
                    throw notFound(name, "set the environment variable " + variable + " for the server");
                }
                yield new Secret(name, value);
            }
            case SecretName.Home _, SecretName.AwsSm _ ->
                throw new UnsupportedOperationException("follows in the next commit");
        };
    }

    /**
     * Keeps a value under a name: as a file that only this user can read, replaced atomically ({@code home:}), or with
     * PutSecretValue ({@code aws-sm:}, the secret has to be there already). Resolving gives the new value from then on,
     * in this process at once.
     *
     * @throws ChimeraException SECRET_NOT_WRITABLE (BAD_INPUT) for {@code env:}, and for {@code home:} on a server without
     *     a home; SECRET_NOT_FOUND, SECRET_STORE_UNAVAILABLE
     */
    public void store(SecretName name, String value) {
        throw new UnsupportedOperationException("follows in the next commit");
    }

    /** Asks the store again at the next {@link #resolve}: for whoever was refused with a value that may be old. */
    public void forget(SecretName name) {}

    private static ChimeraException notFound(SecretName name, String hint) {
        return ChimeraException.badInput("SECRET_NOT_FOUND", "there is no secret " + name, hint);
    }
}
