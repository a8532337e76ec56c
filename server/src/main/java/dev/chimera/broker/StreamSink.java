package dev.chimera.broker;

import java.util.List;

/** Takes what a reader read. Called by one thread per stream partition. */
public interface StreamSink {

    /** Whether the entries carry an AgentTask document. */
    default boolean carriesTasks() {
        return true;
    }

    /**
     * Waits until there is room for at least one entry, and reserves it.
     *
     * @return how many entries may be read now, up to {@code most}; 0 to be asked again
     */
    default int awaitRoom(int most) throws InterruptedException {
        return most;
    }

    /** Gives back room that was reserved and not used. */
    default void giveBack(int room) {}

    /**
     * Handles the entries and acknowledges them. An infrastructure failure may be thrown: what was not acknowledged is
     * read again.
     *
     * @return how much of the reserved room stays in use after the call
     */
    int accept(List<Entry> entries) throws InterruptedException;
}
