package dev.chimera.model.offline;

import java.util.List;

/**
 * A post, ready to be judged: at most 280 weighted characters.
 *
 * @param used what its sentences were taken from, the item first
 * @param confidence the composer's own opinion of it, 0 to 1
 */
public record Draft(String text, List<Material> used, double confidence) {

    public Draft {
        used = List.copyOf(used);
    }
}
