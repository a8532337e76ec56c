package dev.chimera.cli;

import java.time.Duration;

/** Lets time pass between two looks at something; a test's lets it pass at once. */
@FunctionalInterface
interface Pacer {
    void pause(Duration duration) throws InterruptedException;
}
