package dev.chimera.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Text that nobody would have posted by hand: templates that were not filled, encodings mixed up, sentences cut off. */
final class BrokenText {

    private static final Pattern TEMPLATE =
            Pattern.compile("\\{\\{|}}|\\$\\{|\\{[\\w .-]*}|%[sd](?!\\w)|(?<!\\w)</?[a-z]\\w*/?>"
                    + "|(?i:\\[(?:insert|your|link|name|url|date|todo|title)\\b[^]]*])|\\bTODO\\b|(?i:lorem ipsum)"
                    + "|^(?:null|undefined|NaN|None)\\b|\\b(?:null|undefined)(?=\\s+\\p{Lu})");
    private static final Pattern ENCODING = Pattern.compile(
            "\\uFFFD|Ã[\\u0080-\\u00BF\\u0152-\\u0178\\u2013-\\u203A]|Â[\\u00A0-\\u00BF]|â€|&(?:[a-z]{2,6}|#\\d{2,5});");
    private static final Pattern PUNCTUATION = Pattern.compile(
            "[,;:]\\s*[,;:]|,\\s*\\.|(?<!\\b\\p{L}|\\b(?:etc|Inc|Ltd|Co|Jr|Corp|approx))\\.\\s*[,;:]|(?<!\\.)\\.\\.(?!\\.)|!{2,}|\\?{2,}|\\s[,;:!?](?=\\s|$)|\\s\\.(?=\\s|$)|\\(\\s|\\s\\)");
    private static final Pattern END = Pattern.compile("[.!?][\"”’»)]*$|[:)]$|[\"”»]$|[\\p{So}\\uFE0F]$");

    private static final Pattern URL = Pattern.compile("https?://\\S+");
    private static final Pattern TRAILING = Pattern.compile("(?<!\\s)(?:\\s++(?:https?://\\S++|[#$@]\\w++))++$");
    private static final Pattern POINTS_TO_LINK =
            Pattern.compile("(?i)\\b(?:see|at|via|here|more|read)\\s+https?://\\S+(?:\\s++#\\w++)*+$");

    private static final int SHOUT_LETTERS = 12;

    private BrokenText() {}

    static List<Violation> violations(Draft draft) {
        List<Violation> violations = new ArrayList<>();
        String text = read(draft.text());
        if (TEMPLATE.matcher(text).find()) {
            violations.add(Violation.reject("UNFILLED_TEMPLATE", "a placeholder was left in the text; write it out"));
        }
        if (ENCODING.matcher(text).find()) {
            violations.add(Violation.reject("BROKEN_ENCODING", "letters were decoded wrongly; write them properly"));
        }
        if (PUNCTUATION.matcher(text).find()) {
            violations.add(Violation.reject("BROKEN_PUNCTUATION", "punctuation marks are doubled or stand apart"));
        }
        if (!isBalanced(text)) {
            violations.add(Violation.reject("UNBALANCED_QUOTES", "a quotation mark or bracket has no other half"));
        }
        if (!isFinished(text, draft)) {
            violations.add(Violation.reject("CUT_OFF", "the last sentence has no end; finish it or leave it out"));
        }
        if (shouts(text, draft)) {
            violations.add(Violation.reject("SHOUTING", "mostly capitals; write as one speaks"));
        }
        return violations;
    }

    /** What is read aloud: without the links and tags behind it, and with the words of those within. */
    private static String read(String text) {
        String trailing = TRAILING.matcher(text.strip()).replaceAll(" ").strip();
        return URL.matcher(trailing).replaceAll("link").replaceAll("(?<!\\w)[#@$](?=[A-Za-z_])", "");
    }

    private static boolean isBalanced(String text) {
        return count(text, '"') % 2 == 0
                && closesCurly(text)
                && count(text, '«') == count(text, '»')
                && count(text, '(') == count(text, ')')
                && count(text, '[') == count(text, ']');
    }

    /** “English” and „German“ quotation marks: the second half of the one is the first of the other. */
    private static boolean closesCurly(String text) {
        return count(text, '„') > 0
                ? count(text, '„') == count(text, '“') + count(text, '”')
                : count(text, '“') == count(text, '”');
    }

    private static long count(String text, char mark) {
        return text.chars().filter(c -> c == mark).count();
    }

    /** A headline needs no full stop when it is the source's own. */
    private static boolean isFinished(String text, Draft draft) {
        return END.matcher(text).find()
                || POINTS_TO_LINK.matcher(draft.text().strip()).find()
                || draft.material().stream()
                        .anyMatch(material -> material.title().strip().equals(text));
    }

    /** {@code FREE MONEY FOR ALL}, not {@code The EU and NATO}; words that the material has in capitals do not count. */
    private static boolean shouts(String text, Draft draft) {
        Set<String> words = new HashSet<>();
        draft.material()
                .forEach(material -> words.addAll(List.of((material.title() + " " + material.text()).split("\\W+"))));
        long letters = 0;
        long capitals = 0;
        for (String word : text.split("[^\\p{L}]+")) {
            boolean allCapitals = word.length() > 1
                    && word.equals(word.toUpperCase(Locale.ROOT))
                    && !word.equals(word.toLowerCase(Locale.ROOT))
                    && !words.contains(word);
            letters += word.length();
            capitals += allCapitals ? word.length() : 0;
        }
        return letters > SHOUT_LETTERS && capitals * 2 > letters;
    }
}
