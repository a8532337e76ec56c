package dev.chimera.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Text as a terminal shows it: measured in columns, cut, wrapped, and without control characters.
 *
 * <p>What is printed comes from feeds and models; an escape sequence in it could rewrite the screen, so none gets through.
 */
final class DisplayText {

    private DisplayText() {}

    /** On one line, without control characters, runs of white space as one space. */
    static String oneLine(String text) {
        return clean(text).replaceAll("\\s+", " ").strip();
    }

    /** Without control and direction-override characters; line breaks stay. */
    static String clean(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                cleaned.append('\n');
            } else if (c == '\t' || c == '\r') {
                cleaned.append(' ');
            } else if (!Character.isISOControl(c) && !overridesDirection(c)) {
                cleaned.appendCodePoint(c);
            }
        });
        return cleaned.toString();
    }

    /** How many columns the text takes; wide East Asian characters and emoji take two, combining marks none. */
    static int width(String text) {
        return text.codePoints().map(DisplayText::width).sum();
    }

    static String clip(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        StringBuilder clipped = new StringBuilder();
        int used = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > columns) {
                break;
            }
            clipped.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return clipped.toString().stripTrailing() + "…";
    }

    static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** The text in lines of at most that many columns, broken between words; a longer word has a line of its own, whole. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : clean(text).strip().split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split("\\s+", -1)) {
                if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > columns) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
        return wide ? 2 : 1;
    }

    private static boolean overridesDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}
