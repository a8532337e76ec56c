package dev.chimera.bridge;

/** The table {@code posts} is the timeline: writing the row is publishing it, so there is nothing that could get lost. */
public record PostgresTimeline() implements Timeline {}
