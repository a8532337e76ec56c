package dev.chimera.campaign;

import java.util.UUID;

/**
 * The version of a task or a campaign: random, new with every update, and the fencing token of every later write. Whoever
 * writes with an old one changes nothing.
 */
public record VersionId(UUID value) {

    public static VersionId next() {
        return new VersionId(UUID.randomUUID());
    }

    /** @throws IllegalArgumentException when the text is not a UUID */
    public static VersionId parse(String text) {
        return new VersionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
