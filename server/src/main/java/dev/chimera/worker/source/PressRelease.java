package dev.chimera.worker.source;

import java.util.regex.Pattern;

/** What stands in a press release beside its news: the line that releases it, the place and day before it, and what follows its end. */
final class PressRelease {

    private static final Pattern RELEASES =
            Pattern.compile("(?i)(?:for immediate release|(?:press|news|media) release(?: .{0,40})?)[.:]?");
    private static final Pattern ENDS =
            Pattern.compile("(?i)[-–—*~ ]{0,10}(?:ends?[-–—*~ ]{1,10}|# ?# ?#|-30-|\\*{3})");
    private static final Pattern DASHED_END =
            Pattern.compile("(?i)[-–—*~]{1,6} ?(?:ends?|end of release)\\b[-–—*~ .]{0,10}");
    private static final Pattern CONTACT = Pattern.compile(
            "(?i)(?:notes? (?:to|for) (?:the )?editors?|(?:media|press) (?:contacts?|enquiries|inquiries|office))\\b.{0,120}");
    private static final Pattern ABOUT = Pattern.compile("About \\p{Lu}[^.!?]{1,60}+:?");

    /** {@code HALVERTON, 23 November 2026 --}, {@code Halverton (23 November 2026):}. */
    private static final Pattern DATELINE =
            Pattern.compile("^(?:\\p{Lu}[\\p{Lu} .'’-]{2,40}(?:, \\p{Lu}[\\p{L}.]{1,20})?"
                    + "(?:[,(]? ?\\(?(?:\\p{L}{3,9}\\.? )?\\d{1,2}\\.? ?\\p{L}{0,9}\\.?,? ?\\d{0,4}\\)?)? ?(?:--|—|–|-)"
                    + "|\\p{Lu}[\\p{L} .'’-]{2,40},? ?\\(?(?:\\d{1,2}\\.? \\p{L}{3,9}|\\p{L}{3,9} \\d{1,2},?) \\d{4}\\)?"
                    + " ?(?:--|—|–|-|:|\\.(?= ))) ?(?=[\\p{Lu}“\"])");

    private static final int LONGEST = 140;

    private PressRelease() {}

    /** {@code FOR IMMEDIATE RELEASE}. */
    static boolean releases(String line) {
        return line.length() <= LONGEST && RELEASES.matcher(line.strip()).matches();
    }

    /** Whether the news ends above this line. */
    static boolean ends(String line) {
        String words = line.strip();
        return words.length() <= LONGEST
                && (ENDS.matcher(words).matches()
                        || DASHED_END.matcher(words).matches()
                        || CONTACT.matcher(words).matches());
    }

    /** {@code About Halverton Trams}: who they think they are. */
    static boolean isAbout(String line) {
        return line.length() <= LONGEST && ABOUT.matcher(line.strip()).matches();
    }

    static boolean hasDateline(String line) {
        return DATELINE.matcher(line).find();
    }

    static String withoutDateline(String line) {
        return DATELINE.matcher(line).replaceFirst("");
    }
}
