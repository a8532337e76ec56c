package dev.chimera.judge;

import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the topics on which a person decides, whatever the score.
 *
 * <p>A strong phrase ({@code suicide}, {@code polling station}) is enough. A weak one ({@code died}, {@code shares}) or
 * none needs the meaning: the text must be near to a written example of the topic, and nearer than to any example of
 * an ordinary text that sounds alike ("the process died", "the council closes the road").
 */
final class SensitiveTopics {

    private static final String ORDINARY = "ordinary";

    /** How near to an example without any word of the lists, and how much nearer than to an ordinary one. */
    private static final double NEAR_ALONE = 0.50;

    private static final double NEAR_WITH_WORD = 0.36;
    private static final double MARGIN = 0.04;

    /**
     * What was found.
     *
     * @param name of the topic, as in the lists
     * @param why the word or the nearness that decided
     */
    record Topic(String name, String why) {}

    private record Phrase(String topic, Phrases phrase, String text) {}

    private record Example(String topic, String text) {}

    private static final List<Phrase> STRONG = phrases("sensitive-strong.txt");
    private static final List<Phrase> WEAK = phrases("sensitive-weak.txt");
    private static final List<Example> EXAMPLES = WordList.pairs("sensitive-examples.txt").stream()
            .map(pair -> new Example(pair.getKey(), pair.getValue()))
            .toList();

    private final Embedder embedder;
    private volatile @Nullable List<float[]> vectors;

    SensitiveTopics(Embedder embedder) {
        this.embedder = embedder;
    }

    Optional<Topic> in(String text) {
        Phrases words = Phrases.of(text);
        for (Phrase strong : STRONG) {
            if (words.contain(strong.phrase())) {
                return Optional.of(new Topic(strong.topic(), "the word \"" + strong.text() + "\""));
            }
        }
        String plain = PostPolicy.withoutEntities(text);
        List<String> looks = new ArrayList<>();
        looks.add(plain);
        Sentence.allOf(plain).stream()
                .map(Sentence::text)
                .filter(one -> !one.equals(plain))
                .forEach(looks::add);
        for (String look : looks) {
            Optional<Topic> found = byMeaning(look);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Topic> byMeaning(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        Map<String, Double> nearness = nearness(text);
        double ordinary = nearness.getOrDefault(ORDINARY, 0.0);
        Phrases words = Phrases.of(text);
        for (var topic : nearness.entrySet()) {
            double near = topic.getValue();
            if (topic.getKey().equals(ORDINARY) || near < ordinary + MARGIN) {
                continue;
            }
            Optional<Phrase> weak = WEAK.stream()
                    .filter(phrase -> phrase.topic().equals(topic.getKey()) && words.contain(phrase.phrase()))
                    .findFirst();
            if (near >= NEAR_ALONE || (weak.isPresent() && near >= NEAR_WITH_WORD)) {
                String why = weak.map(phrase -> "the word \"" + phrase.text() + "\" and a")
                        .orElse("a");
                return Optional.of(
                        new Topic(topic.getKey(), why + String.format(Locale.ROOT, " nearness of %.2f", near)));
            }
        }
        return Optional.empty();
    }

    /** The nearest example of each topic. */
    Map<String, Double> nearness(String text) {
        List<float[]> examples = exampleVectors();
        float[] mine = embedder.embed(text);
        Map<String, Double> nearness = new TreeMap<>();
        for (int i = 0; i < EXAMPLES.size(); i++) {
            nearness.merge(EXAMPLES.get(i).topic(), Embedder.cosine(mine, examples.get(i)), Math::max);
        }
        return nearness;
    }

    private List<float[]> exampleVectors() {
        List<float[]> known = vectors;
        if (known == null) {
            // Twice by two threads does no harm.
            known = embedder.embedAll(EXAMPLES.stream().map(Example::text).toList());
            vectors = known;
        }
        return known;
    }

    private static List<Phrase> phrases(String name) {
        return WordList.pairs(name).stream()
                .flatMap(pair -> List.of(pair.getValue().split("\\s*,\\s*")).stream()
                        .map(phrase -> new Phrase(pair.getKey(), Phrases.of(phrase), phrase)))
                .toList();
    }
}
