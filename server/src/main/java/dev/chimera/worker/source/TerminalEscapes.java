package dev.chimera.worker.source;

import java.util.regex.Pattern;

/** What programs write to colour a terminal (ECMA-48, section 5.4), and what is left of it in logs and notes. */
final class TerminalEscapes {

    /** Colours and movements, titles of windows, and the two-letter ones. */
    private static final Pattern ESCAPE = Pattern.compile("\\u001B\\[[0-?]{0,40}+[ -/]{0,10}+[@-~]"
            + "|\\u001B\\][^\\u0007\\u001B\\n]{0,300}+(?:\\u0007|\\u001B\\\\)?"
            + "|\\u001B[@-Z\\\\^_]");

    private TerminalEscapes() {}

    static String takenFrom(String text) {
        return text.indexOf('\u001B') < 0 ? text : ESCAPE.matcher(text).replaceAll("");
    }
}
