package dev.chimera.worker.source;

import java.util.regex.Pattern;

/**
 * What publishing programs put below an article or in place of its rest, and nobody wrote: "Continue reading", "The post X
 * appeared first on Y", an ellipsis in brackets in the middle of a sentence.
 */
final class Teaser {

    private static final Pattern MACHINE_LINE =
            Pattern.compile("(?i)(the post .{1,300} (appeared first|first appeared) on .{1,200}"
                    + "|(continue reading|read more|read the full (article|story|post)|read on|weiterlesen|lire la suite|leer más)"
                    + "( .{0,200})?[.…→»]*)");
    private static final Pattern CUT = Pattern.compile("\\s?\\[(?:…|\\.\\.\\.)\\]$");

    private Teaser() {}

    static String cut(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (String line : text.split("\n", -1)) {
            String words = line.strip();
            if (words.length() > 600 || !MACHINE_LINE.matcher(words).matches()) {
                kept.append(kept.isEmpty() ? "" : "\n").append(words);
            }
        }
        String whole = kept.toString().strip();
        String rest = CUT.matcher(whole).replaceFirst("");
        return rest.length() == whole.length() ? whole : endOfSentence(rest);
    }

    /** Up to the end of the last whole sentence, where there is one. */
    private static String endOfSentence(String text) {
        int end = Math.max(
                Math.max(text.lastIndexOf(". "), text.lastIndexOf(".\n")),
                Math.max(text.lastIndexOf("! "), text.lastIndexOf("? ")));
        return end < 0 ? text : text.substring(0, end + 1);
    }
}
