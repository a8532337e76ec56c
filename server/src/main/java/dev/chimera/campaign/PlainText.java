package dev.chimera.campaign;

import tools.jackson.databind.JsonNode;

/** What may be kept as text, and how a piece of somebody's text is shown in an error. */
final class PlainText {

    private PlainText() {}

    /** Whether PostgreSQL can keep it: no NUL, and no half of a surrogate pair. */
    static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }

    /** With a space for whatever PostgreSQL can't keep. */
    static String storable(String text) {
        if (isStorable(text)) {
            return text;
        }
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> storable.appendCodePoint(c == 0 || Character.getType(c) == Character.SURROGATE ? ' ' : c));
        return storable.toString();
    }

    /** Whether it is storable and has no control characters but white space. */
    static boolean isReadable(String text) {
        return isStorable(text)
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
    }

    /** At most so many characters of it, on one line, without anything that could turn a terminal. */
    static String excerpt(String text, int length) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(length).forEach(c -> shown.appendCodePoint(isShowable(c) ? c : ' '));
        return shown.length() < text.length() ? shown + "…" : shown.toString();
    }

    /** A value as it stood in the document, cut to fit into a line. */
    static String excerpt(JsonNode value) {
        return excerpt(value.toString(), 60);
    }

    private static boolean isShowable(int codePoint) {
        int type = Character.getType(codePoint);
        return !Character.isISOControl(codePoint) && type != Character.FORMAT && type != Character.SURROGATE;
    }
}
