package dev.chimera.model.offline;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a sentence can open a post: a reader who has seen nothing else must know what it speaks of. And whether one
 * can follow another that stands right before it.
 */
final class StandaloneCheck {

    private static final Pattern THEY = Pattern.compile("\\b(?:he|she|him|her|his|hers|himself|herself)\\b");
    private static final Pattern IT = Pattern.compile("\\b(?:it|its|they|them|their|itself|themselves)\\b");
    private static final Pattern THIS =
            Pattern.compile("(?i)\\b(?:this|these|those|such an?)\\b(?! (?:year|month|spring"
                    + "|summer|autumn|winter|season|week|century|decade|november|december|january))");
    private static final Pattern NAME =
            Pattern.compile("(?<=[\\p{Ll},:] )\\p{Lu}\\p{Ll}+|\\p{Lu}\\p{Ll}+ \\p{Lu}\\p{Ll}+");
    private static final Pattern PERSON = Pattern.compile(
            "(?i)\\b(?:an?|the|every|each|any|who|whose|owner|baker|farmer"
                    + "|woman|man|girl|boy|driver|teacher|nurse|doctor|mayor|author|founder|maintainer|developer|resident)\\b");
    private static final Pattern WE = Pattern.compile(
            "\\b(?:I|I['’]\\w+|[Ww]e|[Ww]e['’]\\w+|[Oo]urs?|us|[Mm]y|me|mine|ourselves" + "|myself)\\b");
    private static final Pattern QUOTED = Pattern.compile("[\"“][^\"“”]*[\"”]");
    private static final Pattern SAYS_PRONOUN =
            Pattern.compile("[\"”] (?:(?:he|she|they) \\w+|\\w+ (?:he|she|they))\\b.*");
    private static final Pattern FIRST_NOUN = Pattern.compile("^The((?: [\\p{L}-]+){1,2}).*");
    private static final Pattern KNOWN_MATTER =
            Pattern.compile("(?i)\\bthe (?:change|move|decision|plans?|proposals?|vote"
                    + "|work|project|scheme|study|report|survey|announcement|measures?|deal|agreement|incident|event|firm|group"
                    + "|team|idea|agenda|list|trial|pilot|offer|ban|fee|cut|cuts|closure|meeting|application|site|building|tests?|experiment"
                    + "|researchers|authors|developers|organisers|organizers|residents|pair|duo)\\b"
                    + "(?! (?:of|to|in|on|at|for|from|between|that|which|by|behind|against|with))");
    private static final Pattern NARROWED =
            Pattern.compile("^The(?: [\\p{L}'’-]+){1,2} (?:of|in|on|at|for|from|between|that|who"
                    + "|to|with|by|near|behind|against|about)\\b.*");
    private static final Pattern OBJECT = Pattern.compile("(?i)\\b(?:it|them)\\b");

    private StandaloneCheck() {}

    /** Whether {@code sentence}, in whatever form, can open a post about the article, from place {@code at}. */
    static boolean leads(Article article, int at, String sentence) {
        return leads(article, at, sentence, Care.CHOOSY);
    }

    static boolean leads(Article article, int at, String sentence, Care care) {
        if (!Words.isEnglish(sentence)) {
            return at == 0;
        }
        return WholeSentence.is(sentence)
                && !BackReference.opens(sentence)
                && !SAYS_PRONOUN.matcher(sentence).find()
                && !sentence.startsWith("\"")
                && !sentence.startsWith("“")
                && !sentence.endsWith("?")
                && !(article.material().ownNote()
                        && article.standsAlone(at)
                        && !article.material().title().isEmpty()
                        && Entry.wantsHeading(sentence))
                && !THIS.matcher(sentence).find()
                && speaksAsItMay(article, sentence)
                && pronounsAreAnswered("", sentence)
                && !(Words.isOrder(sentence) && OBJECT.matcher(sentence).find())
                && !callsByLastName(article, at, sentence)
                && (at == 0 || opensNote(article, at, care) || !goesOnFromBefore(article, at, sentence));
    }

    /** The operator knows what the reader knows: "The museum" needs no introduction in its own note. */
    private static boolean opensNote(Article article, int at, Care care) {
        return !care.isChoosy() && article.material().ownNote() && article.opensParagraph(at);
    }

    /** Whether {@code sentence} can stand right behind {@code before}, its neighbour in the article. */
    static boolean follows(Article article, int at, String before, String sentence) {
        return WholeSentence.is(sentence)
                // In another language than its neighbour it is not for the same readers.
                && (Words.isEnglish(sentence) || !Words.isEnglish(before))
                && !sentence.endsWith("?")
                && speaksAsItMay(article, sentence)
                && (article.material().ownNote() || Words.isOrder(before) || !Words.isOrder(sentence))
                && (!Words.isEnglish(sentence) || pronounsAreAnswered(before, sentence))
                && !callsByLastNameUnlike(article, at, before, sentence);
    }

    /** "We" is the agent only in its own note; elsewhere it would be somebody else's claim in the agent's mouth. */
    static boolean speaksAsItMay(Article article, String sentence) {
        return article.material().ownNote()
                || !WE.matcher(QUOTED.matcher(sentence).replaceAll(" ")).find();
    }

    /** Whether a reader who has seen nothing else knows whom and what it means. */
    static boolean isAnswered(String sentence) {
        return !SAYS_PRONOUN.matcher(sentence).find()
                && !THIS.matcher(sentence).find()
                && pronounsAreAnswered("", sentence);
    }

    /** He and she need a name before them; it and they need at least some words that can have named it. */
    private static boolean pronounsAreAnswered(String before, String sentence) {
        String text = before.isEmpty() ? sentence : before + " " + sentence;
        Matcher they = THEY.matcher(text.toLowerCase(Locale.ROOT));
        if (they.find()) {
            String head = text.substring(0, they.start());
            if (!NAME.matcher(head).find() && !PERSON.matcher(head).find()) {
                return false;
            }
        }
        Matcher it = IT.matcher(text);
        return !it.find() || Words.of(text.substring(0, it.start())).size() >= 3;
    }

    private static boolean callsByLastName(Article article, int at, String sentence) {
        return callsByLastNameUnlike(article, at, "", sentence);
    }

    /** {@code Silva said}, where {@code Ana Silva} stands in a sentence that the post leaves out. */
    private static boolean callsByLastNameUnlike(Article article, int at, String before, String sentence) {
        Set<String> known = article.lastNamesBefore(at);
        List<String> words = Words.of(sentence);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).replaceAll("['’]s$", "");
            boolean alone = i == 0 || !Character.isUpperCase(words.get(i - 1).charAt(0));
            boolean goesOn = i + 1 < words.size()
                    && Character.isUpperCase(words.get(i + 1).charAt(0));
            if (alone && !goesOn && known.contains(word) && !before.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** Answers a question, takes a part of something, or means by "the mill" the mill of which was just spoken. */
    private static boolean goesOnFromBefore(Article article, int at, String sentence) {
        if (article.sentences().get(at - 1).endsWith("?")
                || BackReference.opensLater(sentence)
                || KNOWN_MATTER.matcher(sentence).find()) {
            return true;
        }
        Matcher first = FIRST_NOUN.matcher(sentence);
        if (!first.matches()) {
            return false;
        }
        Set<String> introduced = article.nounsBefore(at);
        Set<String> title = Words.stems(article.material().title());
        List<String> nouns = Words.of(first.group(1)).stream().map(Words::stem).toList();
        return nouns.stream().noneMatch(title::contains)
                && (nouns.stream().anyMatch(introduced::contains)
                        || !NARROWED.matcher(sentence).matches());
    }
}
