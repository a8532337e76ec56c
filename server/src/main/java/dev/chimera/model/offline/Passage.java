package dev.chimera.model.offline;

import java.util.List;

/**
 * A run of sentences of one article that can be a post's text.
 *
 * @param at the places of its sentences in the article; none for its title
 * @param text as it would be posted, shortened or not
 * @param cuts how much was left out: steps of the compressor, and a gap between sentences as several
 */
record Passage(Article article, List<Integer> at, String text, int cuts) {

    Passage {
        at = List.copyOf(at);
    }
}
