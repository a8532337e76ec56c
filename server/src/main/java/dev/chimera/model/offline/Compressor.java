package dev.chimera.model.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shortens a sentence by leaving out what can go without changing what the rest says.
 *
 * <p>An attribution stays: without it, somebody's opinion would become the agent's claim. So does a condition, a hedge,
 * and every number and name of what remains. Each step is cautious: where the grammar is not plain, it does nothing.
 */
final class Compressor {

    private static final Pattern CONNECTIVE =
            Pattern.compile("^(?:However|Moreover|Furthermore|Additionally|In addition"
                    + "|Nevertheless|Nonetheless|Meanwhile|Also|Besides|Similarly|Likewise|Finally|As a result|Therefore|Thus"
                    + "|Consequently|In fact|Indeed|Of course|Naturally|Interestingly|Notably|Importantly|Fortunately|Luckily"
                    + "|Unfortunately|In short|In other words|That said|Even so|Still|Instead|On the other hand|By contrast"
                    + "|In contrast|At the same time|For example|For instance|In particular|Overall|Again|Better still"
                    + "|What is more|What['’]s more|Best of all|To be clear|As always|As usual|First|Second|Third|Next|Lastly)"
                    + ", (?=\\p{L}|\\p{N})");
    private static final Pattern CONJUNCTION = Pattern.compile(
            "^(?:But|And|So|Yet|Or) (?=\\p{L}|\\p{N})(?!that\\b|then\\b"
                    + "|did\\b|does\\b|do\\b|is\\b|are\\b|was\\b|were\\b|has\\b|have\\b|can\\b|will\\b|far\\b|much\\b|many\\b)");
    private static final Pattern PARENTHESES = Pattern.compile(" ?\\([^()]*\\)");
    private static final Pattern BRACKETED_NUMBER = Pattern.compile(" ?\\[\\d{1,3}]");
    private static final Pattern DASHES = Pattern.compile(" ?(?: –|—| -) ?[^–—]{3,80}?(?: –|—| -) ?(?=\\p{Ll})");
    private static final Pattern WHICH_INSIDE = Pattern.compile("^([^,;]+), (?:which|who|whose) [^,;“”\"]+, ([^,;]+)$");
    private static final Pattern WHICH_AT_END =
            Pattern.compile("^([^;]+?), (?:which|who|whose|where) [^,;“”\"]+([.!])$");
    private static final Pattern PARTICIPLE_AT_END =
            Pattern.compile("^([^,;]+), (?!according|depending|assuming|pending"
                    + "|barring|excluding|providing|provided|following|starting|beginning|ending|leaving|making|saying|something|anything|nothing|everything|morning|evening"
                    + "|spring)(\\p{Ll}+ing) [^,;“”\"]+([.!])$");
    private static final Pattern SEMICOLON = Pattern.compile("^([^;“”\"()]+); (\\p{Ll})([^;“”\"()]+[.!])$");
    private static final Pattern NUMBER = Pattern.compile("\\p{N}");
    private static final Pattern JOINS = Pattern.compile("\\b(?:and|or)\\b");
    private static final int LEAST_WORDS_LEFT = 6;

    private static final List<UnaryOperator<String>> STEPS = List.of(
            sentence -> PARENTHESES.matcher(sentence).replaceAll(""),
            sentence -> DASHES.matcher(sentence).replaceFirst(" "),
            sentence -> WHICH_INSIDE.matcher(sentence).replaceFirst("$1 $2"),
            sentence -> WHICH_AT_END.matcher(sentence).replaceFirst("$1$2"),
            sentence -> withoutParticiple(sentence),
            sentence -> SEMICOLON.matcher(sentence).replaceFirst("$1."));

    private Compressor() {}

    /** The forms of a sentence that begins a post, the fullest first; all of them whole sentences. */
    static List<String> leadForms(String sentence) {
        return forms(withoutConnective(tidy(sentence)));
    }

    /** The forms of one that follows its neighbour, and so may keep its connective. */
    static List<String> followForms(String sentence) {
        return forms(tidy(sentence));
    }

    /** In two sentences, where a semicolon joins them: for a voice of short ones. */
    static String atSemicolon(String sentence) {
        Matcher joined = SEMICOLON.matcher(sentence);
        return joined.matches()
                ? joined.group(1) + ". " + joined.group(2).toUpperCase(java.util.Locale.ROOT) + joined.group(3)
                : sentence;
    }

    private static List<String> forms(String sentence) {
        List<String> forms = new ArrayList<>();
        String form = sentence;
        if (WholeSentence.is(form)) {
            forms.add(form);
        }
        for (UnaryOperator<String> step : STEPS) {
            String shorter = step.apply(form);
            if (!shorter.equals(form)
                    && Words.of(shorter).size() >= LEAST_WORDS_LEFT
                    && Words.hasVerb(shorter)
                    && WholeSentence.is(shorter)) {
                form = shorter;
                forms.add(form);
            }
        }
        return forms;
    }

    private static String tidy(String sentence) {
        return BRACKETED_NUMBER
                .matcher(sentence)
                .replaceAll("")
                .replaceAll("\\s+", " ")
                .strip();
    }

    static String withoutConnective(String sentence) {
        String rest = CONNECTIVE.matcher(sentence).replaceFirst("");
        rest = CONJUNCTION.matcher(rest).replaceFirst("");
        return rest.equals(sentence) || rest.isEmpty()
                ? sentence
                : rest.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + rest.substring(1);
    }

    /** {@code ..., cutting the wait.} can go; {@code roasting, cupping and brewing.} is a list, and numbers stay. */
    private static String withoutParticiple(String sentence) {
        Matcher matcher = PARTICIPLE_AT_END.matcher(sentence);
        boolean stays = NUMBER.matcher(sentence.substring(sentence.lastIndexOf(',') + 1))
                        .find()
                || JOINS.matcher(sentence.substring(sentence.lastIndexOf(',') + 1))
                        .find();
        return matcher.matches() && !stays ? matcher.group(1) + matcher.group(3) : sentence;
    }
}
