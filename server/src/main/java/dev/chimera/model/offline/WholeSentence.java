package dev.chimera.model.offline;

import java.util.regex.Pattern;

/** Whether a piece of text is one whole, decent sentence, wherever it stands. */
final class WholeSentence {

    private static final int SHORTEST = 20;
    private static final int LONGEST = 270;
    private static final int FEWEST_WORDS = 4;

    private static final Pattern BEGINS = Pattern.compile("^[\"“‘']?(?:\\p{Lu}|\\p{N}|[€£$]\\p{N})");
    private static final Pattern ENDS = Pattern.compile("[\\p{L}\\p{N}%)°€£$][\"”’']?[.!?][\"”’']?$");
    private static final Pattern CUT_SHORT = Pattern.compile("(?:…|\\.\\.|\\[\\W*])");
    private static final Pattern EMOJI = Pattern.compile("[\\p{IsEmoji_Presentation}\\p{So}]");
    private static final Pattern FURNITURE = Pattern.compile(
            "(?i)^(?:read (?:more|on|the full)|continue reading|click|subscribe|photos?(?: by|:)|image(?: by|:)|credit:"
                    + "|source:|advertisement|sponsored|editor['’]s note|update:|correction:|the post |this (?:article|post"
                    + "|story) |tags?:|filed under|share this|comments?\\b|related:|see also|more (?:details|information)"
                    + "|for more|find out more|learn more|stay tuned|watch this space|check (?:it |them )?out"
                    + "|visit our|join us|sign up|download|posted (?:by|on)|by \\p{Lu}|page \\d|copyright|all rights|©|to be continued)"
                    + "|\\b(?:appeared first on|all rights reserved|terms and conditions|cookies?)\\b");

    /** Days that are others by the time a reader sees the post. */
    private static final Pattern PASSES = Pattern.compile("(?i)\\b(?:yesterday|today|tomorrow|tonight|this morning"
            + "|this (?:afternoon|evening|weekend)|last night|earlier today|right now|at the time of writing|an hour ago"
            + "|(?:hours|days|minutes) ago|just now)\\b");

    private static final Pattern POINTS_AWAY = Pattern.compile(
            "(?i)\\b(?:the (?:former|latter)(?=[,.;]| (?:is|are|was|were|has|have|can|will)\\b)|as mentioned|mentioned"
                    + " (?:above|earlier|below)|see (?:above|below)|(?:shown|listed|described|pictured|seen) (?:above|below|here)"
                    + "|the following|as follows|the above|in this (?:article|post|issue|section|guide|video)|previous post"
                    + "|left to right|click|tl;dr)\\b");

    /** As in an interview: {@code Reporter: Why now?} */
    private static final Pattern LABELLED =
            Pattern.compile("^(?:\\p{Lu}[\\p{L}'’.-]*+|[QA]) ?(?:\\p{L}++ ?){0,2}+: ?[\"“]?\\p{Lu}.*");

    /** A list, or a heading and its text, that lost the break between them. */
    private static final Pattern RUN_ON =
            Pattern.compile("\\p{Ll} (?:A|An|Or|And|But|This|It|We|If|You|They|In|On|For) \\p{Ll}");

    private WholeSentence() {}

    static boolean is(String sentence) {
        return sentence.length() >= SHORTEST
                && sentence.length() <= LONGEST
                && Words.of(sentence).size() >= FEWEST_WORDS
                && BEGINS.matcher(sentence).find()
                && ENDS.matcher(sentence).find()
                && !CUT_SHORT.matcher(sentence).find()
                && !sentence.contains("!!")
                && !sentence.contains("?!")
                && !EMOJI.matcher(sentence).find()
                && isBalanced(sentence)
                && !isBareQuote(sentence)
                && !LABELLED.matcher(sentence).matches()
                && !RUN_ON.matcher(sentence).find()
                && staysTrue(sentence)
                && !HostileText.in(sentence)
                && (!Words.isEnglish(sentence) || Words.hasVerb(sentence));
    }

    /** Whether it speaks of its subject, and means the same on another day and in another place. */
    static boolean staysTrue(String text) {
        return !FURNITURE.matcher(text).find()
                && !PASSES.matcher(text).find()
                && !POINTS_AWAY.matcher(text).find();
    }

    /** Every bracket and quotation mark that opens closes as well. */
    static boolean isBalanced(String text) {
        long straight = text.chars().filter(c -> c == '"').count();
        return straight % 2 == 0 && pairs(text, '“', '”') && pairs(text, '(', ')') && pairs(text, '[', ']');
    }

    private static boolean pairs(String text, char opens, char closes) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == opens) {
                depth++;
            } else if (c == closes && --depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    /** All of it in quotation marks, and nobody named who says it. */
    private static boolean isBareQuote(String sentence) {
        return sentence.matches("(?s)[\"“][^\"“”]*[\"”][.!?]?");
    }
}
