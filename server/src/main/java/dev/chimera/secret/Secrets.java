package dev.chimera.secret;

import dev.chimera.failure.ChimeraException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Resolves and keeps secrets. Safe for many threads. May ask over the network: never call it with a transaction open. */
@Component
public class Secrets {

    private final Variables variables;
    private final HomeStore home;
    private final AwsStore aws;
    private final SecretRights rights;

    Secrets(Variables variables, HomeStore home, AwsStore aws, SecretRights rights) {
        this.variables = variables;
        this.home = home;
        this.aws = aws;
        this.rights = rights;
    }

    /**
     * Whether a tenant may use a secret of this name at all, whether there is one or not.
     *
     * @throws ChimeraException SECRET_NOT_ALLOWED (FORBIDDEN)
     */
    public void requireAllowed(UUID tenant, SecretName name) {
        rights.require(tenant, name);
    }

    /**
     * The value, now, of a secret that a tenant has named.
     *
     * @throws ChimeraException SECRET_NOT_ALLOWED (FORBIDDEN), and what {@link #resolveOwn} throws
     */
    public Secret resolve(UUID tenant, SecretName name) {
        rights.require(tenant, name);
        return resolveOwn(name);
    }

    /**
     * The value, now, of a secret that this installation's own configuration names, or that it has named itself. Never for
     * a name that came from a tenant.
     *
     * @throws ChimeraException SECRET_NOT_FOUND (BAD_INPUT) when there is no such secret or it is empty;
     *     SECRET_STORE_UNAVAILABLE (UNAVAILABLE) when the store does not answer, or does not let us ask, and so nothing
     *     is known
     */
    public Secret resolveOwn(SecretName name) {
        return switch (name) {
            case SecretName.Env env -> variable(env);
            case SecretName.Home file -> home.read(file);
            case SecretName.AwsSm secret -> aws.read(secret);
        };
    }

    private Secret variable(SecretName.Env name) {
        String value = variables.get(name.variable());
        if (value == null || value.isBlank()) {
            throw SecretFailures.notFound(
                    name,
                    value == null ? "is not set" : "is empty",
                    "set the environment variable " + name.variable() + " for the server, and start it again");
        }
        return new Secret(name, value);
    }

    /**
     * Keeps a value under a name: as a file that only this user can read, replaced atomically ({@code home:}), or with
     * PutSecretValue ({@code aws-sm:}; the secret has to be there already). Resolving gives the new value from then on,
     * in this process at once, in others when their cache of {@code aws-sm:} runs out. Never for a name that came from a
     * tenant.
     *
     * @throws ChimeraException SECRET_NOT_WRITABLE (BAD_INPUT) for {@code env:}, and for {@code home:} on a server without
     *     a home; SECRET_NOT_FOUND, SECRET_STORE_UNAVAILABLE
     */
    public void store(SecretName name, String value) {
        Secret secret = new Secret(name, value);
        switch (name) {
            case SecretName.Env env ->
                throw SecretFailures.notWritable(
                        env, "can't be changed: it is an environment variable", "use home: or aws-sm:");
            case SecretName.Home file -> home.write(file, secret.reveal());
            case SecretName.AwsSm entry -> aws.write(entry, secret.reveal());
        }
    }

    /** Asks the store again at the next {@link #resolveOwn}: for whoever was refused with a value that may be old. */
    public void forget(SecretName name) {
        if (name instanceof SecretName.AwsSm entry) {
            aws.forget(entry);
        }
    }
}
