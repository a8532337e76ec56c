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
                    + "( .{0,200})?[.…→»]*|full changelog:? .{0,200}|what['’]s changed:?|new contributors:?)");
    /** Below a line of a change log that a forge wrote. */
    private static final Pattern WHO_AND_WHERE = Pattern.compile(
            "(?: by @[\\w-]{1,60}(?:\\[bot\\])?)? (?:in (?:#\\d{1,7}|https?://\\S{1,200})|\\(#\\d{1,7}\\))$");
    /** Tags are a platform's, not the sentence's; those behind it are no part of it at all. */
    private static final Pattern TAGS_BEHIND = Pattern.compile("(?:(?:^|\\s++)#\\p{L}[\\p{L}\\p{N}_]{0,80}+){1,40}+$");

    private static final Pattern TAG = Pattern.compile("(?<![\\p{L}\\p{N}_&/#])#(?=\\p{L})");
    private static final Pattern CUT = Pattern.compile("\\s?\\[(?:…|\\.\\.\\.)\\]$");

    private Teaser() {}

    static String cut(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (String line : text.split("\n", -1)) {
            String words = bare(line.strip());
            if (!kept.isEmpty() && (PressRelease.ends(words) || PressRelease.isAbout(words))) {
                break;
            }
            boolean machine =
                    words.length() <= 600 && (MACHINE_LINE.matcher(words).matches() || PressRelease.releases(words));
            if (!machine && !(words.isEmpty() && !line.isBlank())) {
                kept.append(kept.isEmpty() ? "" : "\n").append(words);
            }
        }
        String whole = kept.toString().strip();
        String rest = CUT.matcher(whole).replaceFirst("");
        return rest.length() == whole.length() ? whole : endOfSentence(rest);
    }

    private static String bare(String line) {
        String words = PressRelease.withoutDateline(WHO_AND_WHERE.matcher(line).replaceFirst(""));
        return TAG.matcher(TAGS_BEHIND.matcher(words).replaceFirst(""))
                .replaceAll("")
                .strip();
    }

    /** Up to the end of the last whole sentence, where there is one. */
    private static String endOfSentence(String text) {
        int end = Math.max(
                Math.max(text.lastIndexOf(". "), text.lastIndexOf(".\n")),
                Math.max(text.lastIndexOf("! "), text.lastIndexOf("? ")));
        return end < 0 ? text : text.substring(0, end + 1);
    }
}
