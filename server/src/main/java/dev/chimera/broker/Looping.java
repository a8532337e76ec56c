package dev.chimera.broker;

import java.util.List;

/** A component that has loops, which {@link LoopWatch} looks after. */
public interface Looping {

    /** Those that run now. */
    List<? extends Loop> loops();
}
