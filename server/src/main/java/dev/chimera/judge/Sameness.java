package dev.chimera.judge;

import dev.chimera.model.Embedder;
import java.util.Optional;

/**
 * No two agents of a tenant say the same: X takes that for coordinated spam, whoever says it, and it is.
 *
 * <p>Unlike {@link Novelty} it looks at the meaning alone. An agent may come back to its own subject with other numbers;
 * two accounts with the same sentence and other numbers are what a reader calls bots.
 */
final class Sameness {

    /**
     * Measured on the whole test set: a post turned round or joined anew has a cosine of 0.91 and more with what it
     * repeats, and two good posts about one subject reach 0.84.
     */
    static final double BOUND = 0.88;

    private final Embedder embedder;

    Sameness(Embedder embedder) {
        this.embedder = embedder;
    }

    Optional<Violation> of(Draft draft) {
        if (draft.others().posts().isEmpty()) {
            return Optional.empty();
        }
        float[] mine = embedder.embed(PostPolicy.withoutEntities(draft.text()));
        return draft.others().posts().stream()
                .filter(theirs -> near(mine, theirs) > BOUND)
                .findFirst()
                .map(theirs -> Violation.reject(
                        "SIMILAR_TO_ANOTHER_AGENT",
                        "another agent said nearly the same: \"" + theirs + "\"; choose another statement"));
    }

    double near(float[] mine, String theirs) {
        return Embedder.cosine(mine, embedder.embed(PostPolicy.withoutEntities(theirs)));
    }
}
