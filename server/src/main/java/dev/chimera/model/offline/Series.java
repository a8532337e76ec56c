package dev.chimera.model.offline;

import java.util.List;

/**
 * What the composer made of a brief.
 *
 * @param drafts in the order in which they were written
 * @param passedOver what became no draft; complete where there are fewer drafts than were wanted
 */
public record Series(List<Draft> drafts, List<PassedOver> passedOver) {

    public Series {
        drafts = List.copyOf(drafts);
        passedOver = List.copyOf(passedOver);
    }
}
