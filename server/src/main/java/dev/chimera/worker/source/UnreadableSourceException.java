package dev.chimera.worker.source;

/** One source that can't be read; caught where the next one is tried. */
final class UnreadableSourceException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    UnreadableSourceException(String code, String message) {
        super(message);
        this.code = code;
    }

    static UnreadableSourceException unreadable(String message) {
        return new UnreadableSourceException("SOURCE_UNREADABLE", message);
    }

    static UnreadableSourceException tooLarge(String message) {
        return new UnreadableSourceException("SOURCE_TOO_LARGE", message);
    }

    static UnreadableSourceException notAFeed(String message) {
        return new UnreadableSourceException("SOURCE_NOT_A_FEED", message);
    }

    String code() {
        return code;
    }
}
