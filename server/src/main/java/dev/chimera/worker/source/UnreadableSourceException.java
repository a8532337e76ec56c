package dev.chimera.worker.source;

import dev.chimera.fetch.FetchException;

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

    /** What the guard refuses keeps its code, because a person has to do something else about it. */
    static UnreadableSourceException of(FetchException thrown) {
        String code = switch (thrown.code()) {
            case "ADDRESS_INVALID", "ADDRESS_UNREACHABLE" -> "SOURCE_UNREADABLE";
            default -> thrown.code();
        };
        return new UnreadableSourceException(code, String.valueOf(thrown.getMessage()));
    }

    static UnreadableSourceException empty(String message) {
        return new UnreadableSourceException("SOURCE_EMPTY", message);
    }

    String code() {
        return code;
    }
}
