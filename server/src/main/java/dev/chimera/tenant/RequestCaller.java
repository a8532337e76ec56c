package dev.chimera.tenant;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import jakarta.servlet.ServletRequest;

/** Where the proven {@link Caller} of a request is kept: in an attribute, which no client can set. */
public final class RequestCaller {

    private static final String ATTRIBUTE = RequestCaller.class.getName();

    private RequestCaller() {}

    static void put(ServletRequest request, Caller caller) {
        request.setAttribute(ATTRIBUTE, caller);
    }

    /**
     * Who is calling.
     *
     * @throws ChimeraException UNAUTHORIZED for a path that nobody guards
     */
    public static Caller of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new ChimeraException(
                ChimeraException.Kind.UNAUTHORIZED,
                new Failure("UNAUTHORIZED", "nobody is signed in", "send Authorization: Bearer with a valid token"));
    }
}
