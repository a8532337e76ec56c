package dev.chimera.model.offline;

import dev.chimera.model.Embedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Picks none, one or two of the persona's hashtags: those that the post is really about, and not always the same. */
final class HashtagChooser {

    private static final double FITS = 0.38;
    private static final double FITS_AS_SECOND = 0.60;
    /** Each use of a tag makes the next one harder to earn. */
    private static final double WEARS_OUT = 0.10;

    private final List<String> tags;
    private final Embedder embedder;

    HashtagChooser(List<String> tags, Embedder embedder) {
        this.tags = tags;
        this.embedder = embedder;
    }

    /** Best first. */
    List<String> choose(String text, float[] meaning, Said said) {
        Set<String> stems = Words.stems(text);
        record Fit(String tag, double value) {}
        List<Fit> fits = tags.stream()
                .map(tag -> new Fit(tag, fit(tag, stems, meaning) - WEARS_OUT * said.timesTagged(tag)))
                .filter(fit -> fit.value() >= FITS)
                .sorted(Comparator.comparingDouble(Fit::value).reversed().thenComparing(Fit::tag))
                .toList();
        List<String> chosen = new ArrayList<>();
        for (Fit fit : fits) {
            if (chosen.isEmpty() || (chosen.size() == 1 && fit.value() >= FITS_AS_SECOND)) {
                chosen.add(fit.tag());
            }
        }
        return chosen;
    }

    private double fit(String tag, Set<String> stems, float[] meaning) {
        String words = tag.substring(1)
                .replaceAll("(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{L})(?=\\p{N})|_", " ")
                .strip();
        double near = Embedder.cosine(embedder.embed(words), meaning);
        boolean named =
                stems.containsAll(Words.stems(words)) && !Words.stems(words).isEmpty();
        return named ? near + 0.22 : near;
    }
}
