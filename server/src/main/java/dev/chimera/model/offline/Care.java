package dev.chimera.model.offline;

/** How choosy the composer is: as long as that gives as many posts as are wanted, the first; the next where it does not. */
enum Care {
    /** Only what reads well by itself, is near to the goal and unlike the rest. */
    CHOOSY,
    /**
     * Whatever is whole and true: what an operator wrote is on topic, a paragraph of a note is a post of its own, so is an
     * entry of a list, and so is a headline with its link.
     */
    FRUGAL,
    /** Likewise, and a post is no longer than it must be, so that the rest is left for another. */
    SPARING;

    boolean isChoosy() {
        return this == CHOOSY;
    }
}
