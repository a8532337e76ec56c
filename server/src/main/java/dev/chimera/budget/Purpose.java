package dev.chimera.budget;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a reservation is for. One purpose has one open reservation at most. */
public sealed interface Purpose {

    /** By which the reservation is found again. */
    UUID id();

    /** An effect: its call, however often it is put off before. */
    record OfEffect(UUID id) implements Purpose {}

    /** A post that an agent makes by itself, by the id of the post. */
    record OfOwnPost(UUID id) implements Purpose {}

    /** One call of a language model, under an id that the caller makes for it. */
    record OfModelCall(UUID id) implements Purpose {}

    default @Nullable UUID effect() {
        return switch (this) {
            case OfEffect effect -> effect.id();
            case OfModelCall call -> null;
            case OfOwnPost post -> null;
        };
    }
}
