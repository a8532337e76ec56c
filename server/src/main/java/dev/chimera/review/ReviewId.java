package dev.chimera.review;

import java.util.UUID;

/** A question to a person. */
public record ReviewId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
