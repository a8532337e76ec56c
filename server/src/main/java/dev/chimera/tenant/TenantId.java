package dev.chimera.tenant;

import java.util.UUID;

/** The tenant that owns a thing; part of every key. */
public record TenantId(UUID value) implements Comparable<TenantId> {

    /** @throws IllegalArgumentException when the text is not a UUID */
    public static TenantId parse(String text) {
        return new TenantId(UUID.fromString(text));
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
