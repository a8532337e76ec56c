package dev.chimera.broker;

import java.time.Duration;
import java.util.List;

/** Something that goes on by itself until it is stopped. */
public interface Loop {

    /** Asks it to end after what it is at; does not wait. */
    void askToStop();

    /** Waits until it has ended, up to the bound; then interrupts it. */
    void awaitStop(Duration bound) throws InterruptedException;

    /** What it runs on, for whoever looks after it. */
    List<LoopThread> threads();
}
