package dev.chimera.tenant;

import java.util.UUID;

/** A person of a tenant. */
public record UserId(UUID value) implements Comparable<UserId> {

    /** @throws IllegalArgumentException when the text is not a UUID */
    public static UserId parse(String text) {
        return new UserId(UUID.fromString(text));
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
