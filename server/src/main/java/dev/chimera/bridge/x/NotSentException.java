package dev.chimera.bridge.x;

/** X could not be reached: not a byte of the request was on its way. */
final class NotSentException extends Exception {

    private static final long serialVersionUID = 1L;

    NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
