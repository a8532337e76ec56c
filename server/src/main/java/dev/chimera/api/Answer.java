package dev.chimera.api;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import java.util.Optional;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** How a failure leaves the server. */
record Answer(HttpStatusCode status, Failure failure) {

    /** PostgreSQL gave one of two up that waited for each other: its transaction was rolled back. */
    private static final Answer BUSY = new Answer(
            HttpStatus.SERVICE_UNAVAILABLE,
            new Failure("BUSY", "somebody else changes the same thing", "nothing was changed; try again in a moment"));

    /** The body of every answer that is an error. */
    record Body(Failure error) {}

    Body body() {
        return new Body(failure);
    }

    static Answer of(ChimeraException e) {
        HttpStatus status = switch (e.kind()) {
            case BAD_INPUT -> HttpStatus.BAD_REQUEST;
            case UNAUTHORIZED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        return new Answer(status, e.failure());
    }

    /** The first of its causes that we know; empty for what nobody expected. */
    static Optional<Answer> ofKnown(Throwable thrown) {
        for (Throwable cause : Causes.of(thrown)) {
            if (cause instanceof ChimeraException e) {
                return Optional.of(of(e));
            }
            if (cause instanceof BodyTooLarge) {
                return Optional.of(BodyTooLarge.ANSWER);
            }
            if (cause instanceof PessimisticLockingFailureException || cause instanceof QueryTimeoutException) {
                return Optional.of(BUSY);
            }
        }
        return Outage.in(thrown).map(failure -> new Answer(HttpStatus.SERVICE_UNAVAILABLE, failure));
    }

    /** What a status says by itself, where Spring MVC, a filter or Tomcat refused a request. */
    static Answer of(HttpStatusCode status, String method, String path) {
        Failure failure = switch (status.value()) {
            case 401 ->
                new Failure("UNAUTHORIZED", "the request carries no valid token", "send Authorization: Bearer TOKEN");
            case 403 -> new Failure("FORBIDDEN", "this token may not do that", "");
            case 404 -> new Failure("NOT_FOUND", "there is nothing at " + path, "see the README for the addresses");
            case 405 ->
                new Failure("METHOD_NOT_ALLOWED", method + " is not possible at " + path, "see the header Allow");
            case 406 -> new Failure("NOT_ACCEPTABLE", "the answer would be JSON", "accept application/json");
            case 413 -> BodyTooLarge.ANSWER.failure();
            case 415 ->
                new Failure(
                        "UNSUPPORTED_MEDIA_TYPE",
                        "the body is not declared as JSON",
                        "send Content-Type: application/json");
            case 503 -> new Failure("UNAVAILABLE", "the server can't answer now", "try again in a moment");
            default -> Failure.of("BAD_REQUEST", "the request at " + path + " can't be understood");
        };
        return new Answer(status, failure);
    }

    /** @param correlation what stands in the log beside the stack trace */
    static Answer internal(String correlation) {
        return new Answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                new Failure(
                        "INTERNAL",
                        "something unexpected went wrong (" + correlation + ")",
                        "look for " + correlation + " in the server's log"));
    }
}
