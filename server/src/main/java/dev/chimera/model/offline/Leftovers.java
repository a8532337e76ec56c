package dev.chimera.model.offline;

import java.util.ArrayList;
import java.util.List;

/** What of a material became no draft, and why, as far as it can be said of each sentence. */
final class Leftovers {

    private static final int MOST = 12;
    private static final int FEWEST_WORDS = 3;

    private final Material material;
    private final Article article;
    private final AvoidList avoid;
    private final boolean foreign;
    private final Said said;

    Leftovers(Material material, AvoidList avoid, boolean foreign, Said said) {
        this.material = material;
        this.article = new Article(material);
        this.avoid = avoid;
        this.foreign = foreign;
        this.said = said;
    }

    List<PassedOver> list() {
        if (article.isHostile()) {
            return List.of(whole("HOSTILE_TEXT", "it gives orders to its reader, or asks for money or keys"));
        }
        if (foreign) {
            return List.of(whole("OTHER_LANGUAGE", "it is not in the language of the goal"));
        }
        List<PassedOver> left = new ArrayList<>();
        for (int at = 0; at < article.sentences().size() && left.size() < MOST; at++) {
            String sentence = article.sentences().get(at);
            if (!said.hasSentence(sentence) && Words.of(sentence).size() >= FEWEST_WORDS) {
                left.add(sentence(at, sentence));
            }
        }
        if (article.sentences().isEmpty() && !said.hasHeadline(material.title())) {
            left.add(whole("NO_TEXT", "there is nothing but a title, and it is none to be passed on with its link"));
        }
        return left;
    }

    private PassedOver whole(String code, String why) {
        return new PassedOver(material, material.text(), code, why);
    }

    private PassedOver sentence(int at, String sentence) {
        if (!avoid.allows(sentence)) {
            return new PassedOver(material, sentence, "AVOIDED_WORD", "it has a word that the persona avoids");
        }
        if (HostileText.in(sentence)) {
            return new PassedOver(material, sentence, "UNFIT_TEXT", "it has an address, a mention, markup or an order");
        }
        if (!WholeSentence.is(sentence)) {
            return new PassedOver(
                    material, sentence, "NO_SENTENCE", "it is no whole sentence, or speaks of a day that is over soon");
        }
        if (!StandaloneCheck.leads(article, at, sentence, Care.FRUGAL)) {
            return new PassedOver(
                    material,
                    sentence,
                    "NOT_STANDALONE",
                    "without what stands before it, it says something else or nothing");
        }
        return new PassedOver(
                material, sentence, "NOT_CHOSEN", "it is too long, too short, or near to what another post says");
    }
}
