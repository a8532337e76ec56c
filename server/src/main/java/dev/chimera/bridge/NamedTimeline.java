package dev.chimera.bridge;

/**
 * A timeline that an agent can choose.
 *
 * @param name as {@code agents.twitter} has it
 */
public record NamedTimeline(String name, RemoteTimeline timeline) {}
