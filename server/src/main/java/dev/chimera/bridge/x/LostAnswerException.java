package dev.chimera.bridge.x;

import org.jspecify.annotations.Nullable;

/** A request was sent, or may have been, and there is no answer: nobody knows what became of it. */
final class LostAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** In a sentence. */
    String why() {
        return String.valueOf(getMessage());
    }
}
