package dev.chimera.audit;

/** What came out of one round of the sealer. */
public sealed interface SealRound {

    /**
     * Everything that could be sealed is.
     *
     * @param rows sealed in this round, 0 when there was nothing to do
     */
    record Sealed(long blocks, long rows) implements SealRound {}

    /** Another sealer, here or in another process, is at work. What this one sealed before it noticed stands. */
    record Busy() implements SealRound {}

    /** Sealing now would make a wrong chain; a person has to look. */
    record Refused(String why) implements SealRound {}
}
