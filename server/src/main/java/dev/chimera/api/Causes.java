package dev.chimera.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A throwable and its causes, outermost first. */
final class Causes {

    /** Nothing real is nested deeper, and causes can form a ring. */
    private static final int MAX_DEPTH = 20;

    private Causes() {}

    static List<Throwable> of(Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        @Nullable Throwable next = thrown;
        while (next != null && causes.size() < MAX_DEPTH) {
            causes.add(next);
            next = next.getCause();
        }
        return causes;
    }
}
