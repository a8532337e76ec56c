package dev.chimera.model.offline;

import java.util.regex.Pattern;

/** An entry of a list: {@code Sat 5 Dec, 14:00: First team against Marlow Rovers, home}. */
final class Entry {

    /** So many make a list. Where there are fewer, one without a figure may be the name under a letter. */
    static final int FEWEST = 3;

    /** With the heading that it is said behind. */
    private static final int SHORTEST = 15;

    private static final int SHORTEST_ALONE = 4;
    private static final int LONGEST = 220;
    private static final int LONGEST_HEADING = 90;
    private static final Pattern BEGINS = Pattern.compile("^[\\p{L}\\p{N}“\"‘'€£$]");
    private static final Pattern ENDS = Pattern.compile("[\\p{L}\\p{N})%°€£$]$");
    private static final Pattern FORMAL = Pattern.compile("[|=<>{}\\[\\]_#]|\\s{2,}|\\.\\.|…|\\?|!");
    private static final Pattern FIGURE = Pattern.compile("\\p{N}");
    private static final Pattern COURTESY = Pattern.compile(
            "(?i)^(?:dear|hello|hi|yours|sincerely|cheers|thanks|thank you|(?:kind|best|warm) (?:regards|wishes)|regards)\\b");
    /** What it is that is closed, the heading says. */
    private static final Pattern SUBJECTLESS = Pattern.compile(
            "^(?:Closed|Open|Cancelled|Canceled|Postponed|Moved|Sold out|Out of|Free|Full|Available|Agreed|Noted|Approved|Fixed|Added|Removed)(?=[ ;,.:])");

    private static final Pattern GREETING = Pattern.compile("(?i)^(?:dear|hello|hi)\\b|\\b(?:to|for)\\b");
    private static final Pattern HEADING = Pattern.compile("[\\p{L}\\p{N}].*[\\p{L}\\p{N})]");

    private Entry() {}

    /** No table and no fragment: words, and the end where a sentence would have its full stop. */
    static boolean is(String heading, String written) {
        String line = bare(written);
        return line.length() >= SHORTEST_ALONE
                && heading.length() + line.length() >= SHORTEST
                && !isSentence(written)
                && WholeSentence.staysTrue(line)
                && !BackReference.opens(line)
                && !COURTESY.matcher(line).find()
                && line.length() <= LONGEST
                && BEGINS.matcher(line).find()
                && ENDS.matcher(line).find()
                && !FORMAL.matcher(line).find()
                && WholeSentence.isBalanced(line)
                && !HostileText.in(line);
    }

    /** A price, a time, a day: something that a reader can use. */
    static boolean hasFigure(String entry) {
        return FIGURE.matcher(entry).find();
    }

    /** {@code Kind regards}: what is below is a name. */
    static boolean isFarewell(String line) {
        return COURTESY.matcher(line).find() && !GREETING.matcher(line).find();
    }

    static boolean wantsHeading(String sentence) {
        return SUBJECTLESS.matcher(sentence).find();
    }

    /** Also one that a post can't have: it does not become another thing by being called an entry. */
    private static boolean isSentence(String written) {
        return written.endsWith(".")
                && !SUBJECTLESS.matcher(written).find()
                && !Character.isLowerCase(written.codePointAt(0))
                && !(Character.isDigit(written.charAt(0)) && !Words.hasVerb(written));
    }

    private static String bare(String line) {
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** The entry as a post says it, behind the heading of its list. */
    static String under(String heading, String written) {
        String entry = bare(written);
        // A feed of titles gives each as its text as well.
        boolean headed = !heading.equals(written)
                && heading.length() <= LONGEST_HEADING
                && HEADING.matcher(heading).matches();
        return (headed
                        ? heading + ": " + entry
                        : entry.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + entry.substring(1))
                + ".";
    }
}
