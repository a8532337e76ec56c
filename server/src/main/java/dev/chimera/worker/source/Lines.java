package dev.chimera.worker.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says which lines of a paragraph are one: a program or a person broke prose at the end of the line, and the entries of a list
 * where each ended. A line is broken on purpose where the next one's first word would have fitted onto it.
 */
final class Lines {

    static final Pattern BULLET =
            Pattern.compile("^\\s{0,20}+(?:[-*•–+‣◦]|\\p{So}|[0-9]{1,3}[.)]|\\(?[a-z0-9]{1,2}\\))\\s++(?=\\S)");

    /** {@code Saturday: 8 am to 6 pm}. */
    private static final Pattern TERM = Pattern.compile("^\\p{L}[^:.!?]{0,40}+:\\s++\\S.*+");

    private static final Pattern STAMP = Pattern.compile(
            "^(?:[0-9]{1,4}[./:-][0-9]{1,2}\\S{0,8}"
                    + "|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\\p{L}{0,6}+\\.?|[0-9]{1,2}\\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\\p{L}{0,6}+)[ ,:–-]");

    private static final Pattern ENDS_SENTENCE = Pattern.compile("[.!?][\"”’)]?$");
    private static final Set<String> LEADS_ON = Set.of(
            "a an the of in on at to from by for with and or as is are was were than that which into until till no not"
                    .split(" "));

    /** Stands for a break that somebody asked for. */
    static final char HARD_BREAK = '\u2028';

    /** Narrower than this nobody sets prose. */
    private static final int NARROW = 40;

    /** So much shorter than the longest a line of prose may be that somebody broke by eye. */
    private static final int RAGGED = 8;

    private Lines() {}

    /** The lines that are meant, without bullets; each is as long as what it says. */
    static List<String> meant(List<String> written) {
        int width = written.stream()
                .mapToInt(line -> line.stripTrailing().length())
                .max()
                .orElse(0);
        List<String> meant = new ArrayList<>();
        String before = "";
        for (String line : written) {
            String words = BULLET.matcher(line).replaceFirst("").strip();
            if (words.isEmpty()) {
                continue;
            }
            if (meant.isEmpty() || isBroken(before, line, width)) {
                meant.add(words);
            } else {
                meant.set(meant.size() - 1, joined(meant.getLast(), words));
            }
            before = line;
        }
        return meant;
    }

    /**
     * Of a paragraph in Markdown, where a line's end alone means nothing: what is broken hard, has columns, or is a term and
     * its value stands by itself.
     */
    static List<String> ofParagraph(List<String> written) {
        boolean narrow = written.stream().allMatch(line -> line.length() < NARROW);
        if (narrow) {
            return meant(written.stream()
                    .map(line -> line.replace(HARD_BREAK, '\n'))
                    .flatMap(String::lines)
                    .toList());
        }
        List<String> meant = new ArrayList<>();
        String before = "";
        for (String line : written) {
            boolean apart = meant.isEmpty()
                    || Rows.is(line)
                    || Rows.is(before)
                    || (isTerm(before) && isTerm(line))
                    || before.endsWith(":");
            if (apart) {
                meant.add(line);
            } else {
                meant.set(meant.size() - 1, joined(meant.getLast(), line));
            }
            before = line;
        }
        return meant.stream()
                .flatMap(line -> line.replace(HARD_BREAK, '\n').lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String joined(String one, String other) {
        // A word that was divided at the end of its line.
        boolean divided = one.endsWith("-")
                && one.length() > 1
                && Character.isLetter(one.charAt(one.length() - 2))
                && Character.isLowerCase(other.codePointAt(0));
        return divided ? one.substring(0, one.length() - 1) + other : one + " " + other;
    }

    /** Whether {@code next} begins something of its own behind {@code line}. */
    private static boolean isBroken(String line, String next, int width) {
        if (isEntry(next) || (isStamped(line) && isStamped(next))) {
            return true;
        }
        String before = line.strip();
        String behind = next.strip();
        boolean continues = Character.isWhitespace(next.charAt(0)) && !Character.isWhitespace(line.charAt(0));
        if (Rows.is(line) || (isTerm(before) && isTerm(behind))) {
            return true;
        }
        if (isEntry(line) && continues) {
            return false;
        }
        char last = before.charAt(before.length() - 1);
        if (Character.isLowerCase(behind.codePointAt(0))
                || ",;(-–—&/".indexOf(last) >= 0
                || ENDS_SENTENCE.matcher(before).find()
                || LEADS_ON.contains(before.substring(before.lastIndexOf(' ') + 1))) {
            return false;
        }
        int word = behind.indexOf(' ') < 0 ? behind.length() : behind.indexOf(' ');
        return last == ':' || width < NARROW || line.stripTrailing().length() + 1 + word + RAGGED <= width;
    }

    /** Whether it begins with a day or a time, as the lines of a log do. */
    static boolean isStamped(String line) {
        return STAMP.matcher(line.strip()).find();
    }

    static boolean isTerm(String line) {
        return TERM.matcher(line).matches();
    }

    private static boolean isEntry(String line) {
        return BULLET.matcher(line).find() || Rows.is(line);
    }
}
