package dev.chimera.campaign;

/** What becomes of a campaign file whose goal is not the one that it was handed in with before. */
enum ChangedGoal {
    /** It is refused, because nobody has said yet. */
    ASK,
    /** It is the same campaign, and what was posted and paid for it counts. */
    SAME,
    /** It is another campaign, which begins at nothing. */
    NEW
}
