package dev.chimera.bridge.x;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of asking X for tokens. */
sealed interface Grant {

    /**
     * New tokens.
     *
     * @param refresh null where X gave none; then the one before stays good, if there was one
     * @param expiresIn how long the access token lasts
     */
    record Given(String access, @Nullable String refresh, Duration expiresIn) implements Grant {
        /** The record would show its secrets. */
        @Override
        public String toString() {
            return "Given[expiresIn=" + expiresIn + "]";
        }
    }

    /** X says that what it was shown, a code or a refresh token, is worth nothing (any more). */
    record Invalid(String why) implements Grant {}

    /** X says no for a reason that has nothing to do with the token, such as an unknown app. */
    record Refused(String why) implements Grant {}

    /** X was not reached: what it was to be shown is as good as before. */
    record NotAsked(String why) implements Grant {}

    /** Nobody knows whether X took what it was shown: the network failed, or X did. */
    record Unknown(String why) implements Grant {}
}
