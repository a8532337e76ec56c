package dev.chimera.model.offline;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cuts text into sentences; a line never runs on into the next. Unicode's rules, corrected for abbreviations. */
public final class SentenceSplitter {

    /** A name or a number follows these, so the full stop never ends a sentence. */
    private static final Pattern NEVER_LAST =
            Pattern.compile("(?:^|[\\s(\"“])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Sra|Rev|Gen|Col|Capt|Lt|Sgt|Fr|No|Nos|Fig|vs|"
                    + "approx|ca|cf|e\\.g|i\\.e|[A-Z]|(?:[A-Z]\\.)+[A-Z])\\.$");

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
        breaks.setText(line);
        StringBuilder sentence = new StringBuilder();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            sentence.append(line, start, end);
            boolean goesOn = end < line.length()
                    && sentence.length() < LONGEST
                    && (NEVER_LAST.matcher(sentence.toString().strip()).find() || goesOn(line.charAt(end)));
            if (!goesOn) {
                into.add(sentence.toString().strip());
                sentence.setLength(0);
            }
        }
    }

    /** As in {@code "Why now?" she asked.} and {@code 7 a.m. on Friday}. */
    private static boolean goesOn(char next) {
        return Character.isLowerCase(next) || next == ',' || next == ';' || next == ')';
    }
}
