package dev.chimera.secret;

import org.jspecify.annotations.Nullable;

/** The environment variables of this process; a test has others. */
@FunctionalInterface
public interface Variables {

    /** What a variable holds; null when it is not set. */
    @Nullable
    String get(String name);
}
