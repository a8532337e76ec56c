package dev.chimera.audit;

import dev.chimera.failure.ChimeraException;

/** A block that somebody remembers, in a place that whoever writes the database can't reach. */
record Anchor(long height, Sha256 hash) {

    /**
     * As the sealer logs it and {@code audit verify} shows it: {@code HEIGHT:HASH}.
     *
     * @throws ChimeraException BAD_INPUT INVALID_ANCHOR
     */
    static Anchor parse(String text) {
        int colon = text.indexOf(':');
        try {
            Anchor anchor = new Anchor(
                    Long.parseLong(text, 0, Math.max(0, colon), 10), Sha256.parse(text.substring(colon + 1)));
            if (anchor.height() >= 0) {
                return anchor;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    private static ChimeraException invalid(@org.jspecify.annotations.Nullable Throwable cause) {
        ChimeraException failure = ChimeraException.badInput(
                "INVALID_ANCHOR",
                "the anchor is not HEIGHT:HASH",
                "give a block's height, a colon and its 64 hexadecimal digits, as the server logged them");
        failure.initCause(cause);
        return failure;
    }
}
