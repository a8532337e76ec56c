package dev.chimera.broker;

import dev.chimera.failure.Failure;
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
     * Ends what an entry names, with this reason: it has failed alone as often as anything is tried.
     *
     * @return false when it names nothing that can be ended; it goes to the dead letters then
     */
    default boolean park(Entry entry, Failure why) {
        return false;
    }

    /**
     * Handles the entries and acknowledges them. An infrastructure failure may be thrown: what was not acknowledged is
     * read again. Anything else is the fault of an entry: each is tried alone then.
     *
     * @return how much of the reserved room stays in use after the call
     */
    int accept(List<Entry> entries) throws InterruptedException;
}
