package dev.chimera.api;

import dev.chimera.failure.Failure;
import org.springframework.http.HttpStatus;

/** Thrown by the stream of a body that has no declared length, at the byte that is too many. */
final class BodyTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final Answer ANSWER = new Answer(
            HttpStatus.CONTENT_TOO_LARGE,
            new Failure(
                    "BODY_TOO_LARGE",
                    "the body is larger than " + BodyBound.MAX_BYTES / (1024 * 1024) + " MB",
                    "hand in fewer or shorter sources"));

    BodyTooLarge() {
        super("the body is larger than " + BodyBound.MAX_BYTES + " bytes");
    }
}
