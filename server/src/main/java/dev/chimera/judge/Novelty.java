package dev.chimera.judge;

import dev.chimera.judge.Word.Kind;
import dev.chimera.model.Embedder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part {@code novel}: whether the agent has not said it before.
 *
 * <p>Posts of one campaign are about one subject, so a cosine of 0.7 between two of them is nothing. They repeat each
 * other when they also share most of their words, and have no other numbers to tell.
 */
final class Novelty {

    private final Embedder embedder;

    Novelty(Embedder embedder) {
        this.embedder = embedder;
    }

    Part assess(Draft draft) {
        double most = 0;
        String nearest = "";
        for (String earlier : draft.earlierPosts()) {
            double alike = alike(draft.text(), earlier);
            if (alike > most) {
                most = alike;
                nearest = earlier;
            }
        }
        double value = Scale.between(0.68, 1.0, 0.82, 0.3).of(most);
        String why = value >= 1 ? "unlike everything posted before" : "close to what was posted before: " + nearest;
        return new Part("novel", value, why);
    }

    /** 0 to 1; half meaning, half words. */
    double alike(String text, String earlier) {
        List<float[]> vectors =
                embedder.embedAll(List.of(PostPolicy.withoutEntities(text), PostPolicy.withoutEntities(earlier)));
        double cosine = Math.max(0, Embedder.cosine(vectors.getFirst(), vectors.getLast()));
        Set<String> mine = keys(text, false);
        Set<String> theirs = keys(earlier, false);
        Set<String> both = new HashSet<>(mine);
        both.retainAll(theirs);
        double shared = both.size() / (double) Math.max(1, Math.min(mine.size(), theirs.size()));
        Set<String> fresh = keys(text, true);
        fresh.removeAll(keys(earlier, true));
        double other = fresh.isEmpty() ? 0 : Math.min(0.2, 0.1 * fresh.size());
        return Math.max(0, 0.5 * cosine + 0.5 * shared - other);
    }

    private static Set<String> keys(String text, boolean onlyNumbers) {
        return Sentence.allOf(text).stream()
                .flatMap(sentence -> sentence.claims().stream())
                .filter(word -> !onlyNumbers || word.kind() == Kind.NUMBER)
                .map(Word::key)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
