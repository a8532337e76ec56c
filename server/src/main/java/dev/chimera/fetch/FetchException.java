package dev.chimera.fetch;

import java.io.IOException;

/** Why an address gave nothing, with a stable code; the message names the address, and never a password. */
public final class FetchException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /** For a reader of a body that has a code of its own, too. */
    public FetchException(String code, String message) {
        super(message);
        this.code = code;
    }

    static FetchException invalid(String message) {
        return new FetchException("ADDRESS_INVALID", message);
    }

    static FetchException refused(String message) {
        return new FetchException("ADDRESS_REFUSED", message);
    }

    static FetchException unreachable(String message) {
        return new FetchException("ADDRESS_UNREACHABLE", message);
    }

    public String code() {
        return code;
    }
}
