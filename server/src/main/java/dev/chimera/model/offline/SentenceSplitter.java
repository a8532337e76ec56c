package dev.chimera.model.offline;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Cuts text into sentences; a line never runs on into the next. Unicode's rules, corrected for abbreviations. */
public final class SentenceSplitter {

    /** A name follows these, so the full stop never ends a sentence. */
    private static final Pattern NEVER_LAST = Pattern.compile(
            "(?:^|[\\s(\"“])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Rev|Gen|Col|Capt|Lt|Sgt|Fr|Hon|Cllr|vs|approx|ca|cf|incl"
                    + "|excl|e\\.g|i\\.e)\\.$");

    /** These end one only where the next word opens one. */
    private static final Pattern SELDOM_LAST = Pattern.compile(
            "(?:^|[\\s(\"“])(?:St|Mt|Ft|Rd|Ave|Blvd|Sq|Dept|Univ|Inc|Ltd|Co|Corp|Bros|Jr|[Tt]el|[Ee]xt|est|ed|eds|vol|[Mm]ax"
                    + "|[Mm]in|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|[ap]\\.m|[A-Z]"
                    + "|(?:[A-Z]\\.)+[A-Z])\\.$");

    private static final Pattern NUMBER_FOLLOWS =
            Pattern.compile("(?:^|[\\s(\"“])(?:[Nn]os?|[Ff]igs?|[Aa]rt|[Ss]ec|[Cc]h|pp?|[Vv]ol|[Tt]el|[Ee]xt)\\.$");
    private static final Pattern DAY = Pattern.compile("(?:^|\\s)[0-9]{1,2}\\.$");
    private static final Pattern MONTH =
            Pattern.compile("(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\\p{L}*+\\b.*+");

    /** After {@code 7 p.m.} and {@code St.}, what begins so is another sentence. */
    private static final Set<String> OPENERS = Set.of(
            ("The A An It This That These Those We You They He She I In On At From To For If When While There Here But And"
                            + " So Our Your Please No All Every Each Entry Tickets Admission Doors Bring Free Booking Book Closed Open")
                    .split(" "));

    /** The rules take one for a word, and break before the full stop that it stands behind. */
    private static final Pattern PICTURE = Pattern.compile("[\\p{IsEmoji_Presentation}\\p{So}\\uFE0F\\u200D]");

    /** What goes on for longer is no sentence, and not put together from pieces any more. */
    private static final int LONGEST = 2_000;

    private SentenceSplitter() {}

    /** The sentences in order, without the space around them. */
    public static List<String> split(String text) {
        List<String> sentences = new ArrayList<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> splitLine(line, sentences));
        return sentences;
    }

    private static void splitLine(String line, List<String> into) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(PICTURE.matcher(line)
                .replaceAll(picture -> " ".repeat(picture.group().length())));
        StringBuilder sentence = new StringBuilder();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            sentence.append(line, start, end);
            boolean goesOn = end < line.length()
                    && sentence.length() < LONGEST
                    && goesOn(sentence.toString().strip(), line.substring(end));
            if (!goesOn) {
                into.add(sentence.toString().strip());
                sentence.setLength(0);
            }
        }
    }

    private static boolean goesOn(String sentence, String rest) {
        char next = rest.charAt(0);
        if (goesOn(next) || NEVER_LAST.matcher(sentence).find()) {
            return true;
        }
        boolean number = Character.isDigit(next);
        if (NUMBER_FOLLOWS.matcher(sentence).find()) {
            return number;
        }
        return (SELDOM_LAST.matcher(sentence).find() && !OPENERS.contains(firstWord(rest)))
                || (DAY.matcher(sentence).find() && MONTH.matcher(rest).lookingAt());
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }

    /** As in {@code "Why now?" she asked.} and {@code 7 a.m. on Friday}. */
    private static boolean goesOn(char next) {
        return Character.isLowerCase(next) || next == ',' || next == ';' || next == ')';
    }
}
