package dev.chimera.persona;

import java.util.UUID;

/** An agent of a tenant: one voice, one account, one wallet. */
public record AgentId(UUID value) implements Comparable<AgentId> {

    /** @throws IllegalArgumentException when the text is not a UUID */
    public static AgentId parse(String text) {
        return new AgentId(UUID.fromString(text));
    }

    @Override
    public int compareTo(AgentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
