package dev.chimera.model.offline;

import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the drafts so far have said, and how they began: the next one is held against it. */
final class Said {

    /** Two posts nearer than this say the same thing. */
    private static final double ALIKE = 0.86;
    /** Of short notes with one heading, other numbers make others of posts that lie this near. */
    private static final double THE_SAME = 0.96;

    private final Set<String> openings = new HashSet<>();
    private final Map<String, Integer> firstWords = new HashMap<>();
    private final Set<String> sentences = new HashSet<>();
    private final List<float[]> meanings = new ArrayList<>();
    private final Map<String, Integer> hashtags = new HashMap<>();
    private final Set<String> asides = new HashSet<>();
    private final Set<String> headlines = new HashSet<>();

    void add(Passage passage, String wholeText, float[] meaning) {
        openings.addAll(openingsOf(wholeText));
        firstWords.merge(firstWord(wholeText), 1, Integer::sum);
        passage.at().forEach(at -> sentences.add(passage.article().sentences().get(at)));
        if (passage.at().isEmpty()) {
            headlines.add(passage.text());
        }
        meanings.add(meaning);
    }

    void addHashtag(String tag) {
        hashtags.merge(tag, 1, Integer::sum);
    }

    void addAside(String aside) {
        asides.add(aside);
    }

    int drafts() {
        return meanings.size();
    }

    int asides() {
        return asides.size();
    }

    boolean hasAside(String aside) {
        return asides.contains(aside);
    }

    int timesTagged(String tag) {
        return hashtags.getOrDefault(tag, 0);
    }

    int timesBegunWith(String text) {
        return firstWords.getOrDefault(firstWord(text), 0);
    }

    boolean beginsAlike(String text) {
        return openingsOf(text).stream().anyMatch(openings::contains);
    }

    boolean hasSentenceOf(Passage passage) {
        return passage.at().isEmpty()
                ? headlines.contains(passage.text())
                : passage.at().stream()
                        .anyMatch(at ->
                                sentences.contains(passage.article().sentences().get(at)));
    }

    /** How much of the article was said: its sentences, and its title. */
    long timesSaidOf(Article article) {
        return article.sentences().stream().filter(sentences::contains).count()
                + (headlines.contains(article.material().title()) ? 1 : 0);
    }

    boolean hasSentence(String sentence) {
        return sentences.contains(sentence);
    }

    boolean hasHeadline(String title) {
        return headlines.contains(title);
    }

    boolean saysTheSame(float[] meaning, Care care) {
        return nearest(meaning) > (care.isChoosy() ? ALIKE : THE_SAME);
    }

    /** Cosine to the nearest draft so far; 0 when there is none. */
    double nearest(float[] meaning) {
        return meanings.stream()
                .mapToDouble(other -> Embedder.cosine(other, meaning))
                .max()
                .orElse(0);
    }

    /** The first two words, and the first that carries meaning: neither may come twice. */
    private static List<String> openingsOf(String text) {
        List<String> words = Words.of(text).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        String two = String.join(" ", words.subList(0, Math.min(2, words.size())));
        String meaningful =
                words.stream().filter(Words::carriesMeaning).findFirst().orElse("");
        return List.of("2:" + two, "1:" + Words.stem(meaningful));
    }

    private static String firstWord(String text) {
        List<String> words = Words.of(text);
        return words.isEmpty() ? "" : words.getFirst().toLowerCase(Locale.ROOT);
    }
}
