package dev.chimera.secret;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;

/** The three ways in which this room fails. */
final class SecretFailures {

    private SecretFailures() {}

    /** It is certain that there is nothing to use. */
    static ChimeraException notFound(SecretName name, String why, String hint) {
        return ChimeraException.badInput("SECRET_NOT_FOUND", "the secret " + name + " " + why, hint);
    }

    /** Nothing is known; it may be different in a moment. */
    static ChimeraException unavailable(SecretName name, String why, String hint) {
        return new ChimeraException(
                ChimeraException.Kind.UNAVAILABLE,
                new Failure("SECRET_STORE_UNAVAILABLE", "the secret " + name + " can't be looked up: " + why, hint));
    }

    static ChimeraException notWritable(SecretName name, String why, String hint) {
        return ChimeraException.badInput("SECRET_NOT_WRITABLE", "the secret " + name + " " + why, hint);
    }
}
