package dev.chimera.worker.source;

import java.util.regex.Pattern;

/**
 * What stands above a note and is about it: YAML between lines of {@code ---}, TOML between lines of {@code +++}. None of it
 * is the note's text, whatever ends its lines, and nor are the remarks that editors keep out of what they show.
 */
final class FrontMatter {

    private static final int MOST_LINES = 500;
    private static final Pattern KEY = Pattern.compile("[\"']?[A-Za-z_][A-Za-z0-9_ .-]{0,60}[\"']?\\s*[:=](\\s.*)?");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?(?:-->|\\z)|%%.*?%%", Pattern.DOTALL);

    private FrontMatter() {}

    /** One kind of line break, no mark of byte order. */
    static String normalized(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return plain.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace('\u2028', '\n')
                .replace('\u2029', '\n');
    }

    /** @param text normalized */
    static String skip(String text) {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int lineEnd = endOfLine(text, start);
        String fence = text.substring(start, lineEnd).strip();
        if (!fence.equals("---") && !fence.equals("+++")) {
            return text;
        }
        int from = Math.min(text.length(), lineEnd + 1);
        boolean about = false;
        for (int line = 0; line < MOST_LINES && from < text.length(); line++) {
            int end = endOfLine(text, from);
            String words = text.substring(from, end).strip();
            if (words.equals(fence) || (fence.equals("---") && words.equals("..."))) {
                // Two rules with prose between them are no front matter.
                return about || line == 0 ? text.substring(Math.min(text.length(), end + 1)) : text;
            }
            about |= KEY.matcher(words).matches();
            if (line == 0 && !about && !words.startsWith("#") && !words.isEmpty()) {
                return text;
            }
            from = Math.min(text.length(), end + 1);
        }
        return about ? withoutUnclosed(text, Math.min(text.length(), lineEnd + 1)) : text;
    }

    /** Where the closing line is missing, whatever looks like a key is still not the note's text. */
    private static String withoutUnclosed(String text, int start) {
        int from = start;
        while (from < text.length()) {
            int end = endOfLine(text, from);
            String line = text.substring(from, end);
            if (line.isBlank()
                    || !(KEY.matcher(line.strip()).matches() || line.startsWith(" ") || line.startsWith("-"))) {
                break;
            }
            from = Math.min(text.length(), end + 1);
        }
        return text.substring(from);
    }

    /** {@code <!-- -->}, which no reader of a page sees, and {@code %% %%}, which Obsidian doesn't show. */
    static String withoutComments(String text) {
        return COMMENT.matcher(text).replaceAll("");
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }
}
