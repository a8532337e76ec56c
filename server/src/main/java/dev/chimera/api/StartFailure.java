package dev.chimera.api;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.ChimeraException.Kind;
import dev.chimera.failure.Failure;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Why a server could not start.
 *
 * @param exitStatus 2 for bad input, 3 when a server that is needed is away, 1 for anything else
 */
public record StartFailure(Failure failure, int exitStatus) {

    /** Finds the cause that a user can act on. */
    public static StartFailure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChimeraException known) {
                return new StartFailure(known.failure(), known.kind() == Kind.UNAVAILABLE ? 3 : 2);
            }
            if (cause instanceof PortInUseException port) {
                return badInput(
                        "PORT_IN_USE",
                        "port " + port.getPort() + " is in use by another program",
                        "stop that program, or choose another port with --port");
            }
            if (cause instanceof ConfigurationPropertiesBindException bind) {
                return badInput("INVALID_CONFIGURATION", deepest(bind), "correct the property, or leave it out");
            }
            if (cause instanceof CannotGetJdbcConnectionException) {
                return new StartFailure(Prerequisites.postgresAway(deepest(cause)), 3);
            }
        }
        return new StartFailure(
                new Failure(
                        "INTERNAL",
                        "the server could not start: " + deepest(thrown),
                        "start it with --debug to see the stack trace, and report it"),
                1);
    }

    private static StartFailure badInput(String code, String message, String hint) {
        return new StartFailure(new Failure(code, message, hint), 2);
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** The one line on standard error. */
    public String line() {
        return "chimera: " + failure.code() + ": " + failure.message() + "; " + failure.hint();
    }
}
