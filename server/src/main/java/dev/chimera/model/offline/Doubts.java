package dev.chimera.model.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds what only a person can decide about: words of the source, as they stand there, which may need something that a post
 * does not have, or sound unlike the agent. Where a campaign has fewer posts than it wants, they are written and asked about,
 * not dropped.
 */
final class Doubts {

    private static final int FEWEST_WORDS = 3;
    private static final int FEWEST_WORDS_OF_NAME = 4;
    private static final int SHORTEST = 15;
    private static final Pattern BEGINS = Pattern.compile("^[\"“‘']?[\\p{Lu}\\p{N}€£$]");
    private static final Pattern ENDS = Pattern.compile("[\\p{L}\\p{N}%)°€£$/][\"”’']?[.!?][\"”’']?$");
    private static final Pattern TORN = Pattern.compile("…|\\.\\.|!!|\\?!| {2}");

    /** What publishing programs write, and never the operator. */
    private static final Pattern MACHINE = Pattern.compile(
            "(?i)^(?:read (?:more|on\\b|the full)|continue reading|subscribe|image(?: by|:)|photos?(?: by|:)|credit:|advertisement|sponsored"
                    + "|editor['’]s note|tags?:|filed under|share this|comments?:?$|unsubscribe|view (?:this|in)\\b|you (?:are receiving|received) this|sent (?:from my|:)|forwarded message|(?:from|to|subject|date):|copyright|©|all rights|source:)"
                    + "|\\b(?:appeared first on|all rights reserved|cookies)\\b");

    private static final Pattern ADDRESS =
            Pattern.compile("https?:|www\\.|\\S@\\S|\\b\\w{1,63}\\.(?:com|net|org|io)\\b");
    private static final Pattern EXCLAIMS = Pattern.compile("!|\\p{IsEmoji_Presentation}|\\p{So}");
    /** {@code This release restores the old option}: the title says which. */
    private static final Pattern THIS_OF_TITLE = Pattern.compile(
            "^This (?:release|version|update|patch|episode|video|film|book|report|study|event|course|recipe|walk|tour|talk)\\b");

    private static final String UNCLEAR = "it may say too little without what stands around it";

    private final Article article;
    private final Material material;
    private final int room;
    private final Predicate<String> allowed;

    /**
     * @param room weighted characters that the text may take
     * @param allowed what the persona lets pass
     */
    Doubts(Article article, int room, Predicate<String> allowed) {
        this.article = article;
        this.material = article.material();
        this.room = room;
        this.allowed = allowed;
    }

    /** In the order of the source. Of another's item its title first, if it says something; of a note last. */
    List<Passage> find() {
        List<Passage> found = new ArrayList<>();
        if (!material.ownNote()) {
            headline(found);
        }
        for (int at = 0; at < article.sentences().size(); at++) {
            String sentence = article.sentences().get(at);
            if (Entry.isFarewell(sentence)) {
                break;
            }
            if (sentence.endsWith("?")) {
                add(found, List.of(at, at + 1), joined(at, at + 1), "it begins with a question");
            } else if (!isWhole(sentence)) {
                entry(found, at, sentence);
            } else if (sentence.equals(material.title())) {
                // A feed of titles has nothing else to say.
            } else if (at == 0 && material.title().endsWith("?")) {
                add(found, List.of(at), capital(material.title()) + " " + sentence, "it answers a question");
            } else if (Entry.is(material.title(), sentence)) {
                entry(found, at, sentence);
            } else if (leansOn(sentence)) {
                leaning(found, at, sentence);
            } else {
                add(found, List.of(at), sentence, why(sentence));
            }
        }
        if (material.ownNote()) {
            heading(found);
        } else if (found.isEmpty() && Headline.reads(material.title())) {
            add(found, List.of(), finished(material.title()), "only its title says something");
        }
        return found;
    }

    private static boolean isWhole(String sentence) {
        return ENDS.matcher(sentence).find();
    }

    private static boolean leansOn(String sentence) {
        return BackReference.opens(sentence) || !StandaloneCheck.isAnswered(sentence);
    }

    /** What goes on from its neighbour is said behind it. */
    private void leaning(List<Passage> found, int at, String sentence) {
        if (THIS_OF_TITLE.matcher(sentence).find() && !material.title().isEmpty()) {
            add(
                    found,
                    List.of(at),
                    capital(material.title()) + ": " + sentence,
                    "its title is all that says what it is about");
        } else if (at == 0 && !material.title().isEmpty()) {
            String title = capital(material.title());
            add(
                    found,
                    List.of(at),
                    title + (title.endsWith("?") ? " " : ": ") + sentence,
                    "its heading is all that says what it is about");
        } else if (at > 0
                && !article.opensParagraph(at)
                && isWhole(article.sentences().get(at - 1))
                && !leansOn(article.sentences().get(at - 1))) {
            add(found, List.of(at - 1, at), joined(at - 1, at), UNCLEAR);
        }
    }

    private void entry(List<Passage> found, int at, String entry) {
        if (article.standsAlone(at)) {
            add(found, List.of(at), capital(Entry.under(material.title(), entry)), "it is no whole sentence");
        }
    }

    /** As its source wrote it: a headline has no full stop. */
    private void headline(List<Passage> found) {
        String title = material.title();
        boolean speaks = Words.of(title).size() > FEWEST_WORDS_OF_NAME && Headline.reads(title);
        if (speaks && Weight.of(title) <= room && allowed.test(title) && HostileText.isFitForQuestion(title, false)) {
            found.add(new Passage(article, List.of(), title, 0, "only its title says something"));
        }
    }

    private void heading(List<Passage> found) {
        String title = material.title();
        if (Words.of(title).size() > FEWEST_WORDS && (Words.hasVerb(title) || Entry.hasFigure(title))) {
            add(found, List.of(), finished(title), "it is a heading");
        }
    }

    private static String finished(String title) {
        return isWhole(title) ? title : title + ".";
    }

    private String joined(int one, int other) {
        boolean together = other < article.sentences().size() && !article.opensParagraph(other);
        return together
                ? article.sentences().get(one) + " " + article.sentences().get(other)
                : "";
    }

    private void add(List<Passage> found, List<Integer> at, String text, String why) {
        if (isFit(text)) {
            found.add(new Passage(article, at, text, 0, why));
        }
    }

    private boolean isFit(String text) {
        return text.length() >= SHORTEST
                && Words.of(text).size() >= FEWEST_WORDS
                && Weight.of(text) <= room
                && BEGINS.matcher(text).find()
                && isWhole(text)
                && !text.endsWith("?")
                && !TORN.matcher(text).find()
                && !MACHINE.matcher(text).find()
                && WholeSentence.isBalanced(text)
                && HostileText.isFitForQuestion(text, material.ownNote())
                && allowed.test(text)
                && (material.ownNote() || isFitOfOthers(text));
    }

    /** Another's sentence is not the agent's to shout, to call by, or to say in the first person. */
    private boolean isFitOfOthers(String text) {
        return StandaloneCheck.speaksAsItMay(article, text)
                && WholeSentence.staysTrue(text)
                && !ADDRESS.matcher(text).find()
                && !EXCLAIMS.matcher(text).find()
                && (!Words.isOrder(text) || text.startsWith(capital(material.title() + ":")));
    }

    private static String why(String sentence) {
        if (HostileText.shouts(sentence)) {
            return "it is written in capitals";
        }
        if (ADDRESS.matcher(sentence).find()) {
            return "it has an address in it";
        }
        if (EXCLAIMS.matcher(sentence).find()) {
            return "it exclaims";
        }
        if (!WholeSentence.staysTrue(sentence)) {
            return "it calls its reader to something, or speaks of a day that is over soon";
        }
        return Words.hasVerb(sentence) ? UNCLEAR : "it may be no whole sentence";
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
