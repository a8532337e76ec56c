package dev.chimera.model.offline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A post, ready to be judged: at most 280 weighted characters.
 *
 * @param used what its sentences were taken from, the item first
 * @param confidence the composer's own opinion of it, 0 to 1
 * @param doubt why a person has to decide about it, whatever the Judge thinks; null where nobody has to
 */
public record Draft(
        String text,
        List<Material> used,
        double confidence,
        @Nullable String doubt) {

    public Draft {
        used = List.copyOf(used);
    }
}
