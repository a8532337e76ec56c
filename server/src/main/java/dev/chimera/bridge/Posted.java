package dev.chimera.bridge;

import java.time.Instant;

/**
 * A tweet that is out.
 *
 * @param id how its timeline calls it
 * @param labeled whether it is marked as made by an AI
 */
record Posted(String id, Instant at, Tweet tweet, boolean labeled) implements Posting {}
