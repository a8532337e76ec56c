package dev.chimera.effect;

import java.util.UUID;

/** An effect, and the idempotency key of its one call. */
public record EffectId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
