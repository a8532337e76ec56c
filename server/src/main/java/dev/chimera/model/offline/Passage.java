package dev.chimera.model.offline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of sentences of one article that can be a post's text.
 *
 * @param at the places of its sentences in the article; none for its title
 * @param text as it would be posted, shortened or not
 * @param cuts how much was left out: steps of the compressor, and a gap between sentences as several
 * @param doubt why a person has to decide about it; null where nobody has to
 */
record Passage(
        Article article,
        List<Integer> at,
        String text,
        int cuts,
        @Nullable String doubt) {

    Passage {
        at = List.copyOf(at);
    }

    Passage(Article article, List<Integer> at, String text, int cuts) {
        this(article, at, text, cuts, null);
    }
}
