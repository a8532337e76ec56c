package dev.chimera.model.offline;

/**
 * Breaks dotted runs that are longer than any address's host, such as {@code 1.1.1.1} and so on for pages: twitter-text looks
 * for addresses in them, for a time that grows with the square of their length, and four thousand characters take it half a
 * minute. Whatever is given to it, of a source or of somebody else's post, is broken before.
 */
public final class LongRuns {

    /** Hosts in texts are shorter, and a run of so many takes twitter-text milliseconds. */
    private static final int LONGEST = 100;

    private LongRuns() {}

    /**
     * The same text, but for the dots in such runs, which become commas. Both weigh the same, and are as long, so that places
     * in the text stay where they are.
     */
    public static String broken(String text) {
        StringBuilder broken = null;
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            if (at < text.length() && continues(text.charAt(at))) {
                continue;
            }
            if (at - start > LONGEST) {
                for (int dot = text.indexOf('.', start); dot >= 0 && dot < at; dot = text.indexOf('.', dot + 1)) {
                    broken = broken == null ? new StringBuilder(text) : broken;
                    broken.setCharAt(dot, ',');
                }
            }
            start = at + 1;
        }
        return broken == null ? text : broken.toString();
    }

    private static boolean continues(char c) {
        return c == '.'
                || c == '-'
                || c == '_'
                || Character.isLetterOrDigit(c)
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK;
    }
}
