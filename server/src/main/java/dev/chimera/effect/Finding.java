package dev.chimera.effect;

import dev.chimera.failure.Failure;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What came of looking for an effect whose answer was lost. */
sealed interface Finding {

    /**
     * It is there.
     *
     * @param feeWei what its transaction took; null where there is none
     */
    record Happened(String externalId, @Nullable BigInteger feeWei) implements Finding {}

    /**
     * It can't happen any more, for certain.
     *
     * @param feeWei what it took all the same; null when nothing
     */
    record NeverWill(Failure failure, @Nullable BigInteger feeWei) implements Finding {}

    /**
     * It is not there; as long as its call may still arrive, that says nothing.
     *
     * @param where in a few words
     */
    record NotThere(String where) implements Finding {}

    /** It is on its way, or nobody could look: ask again later. */
    record Undecided() implements Finding {}

    /** Reads what a destination's lookup answered. */
    static Finding of(Destination destination, JsonNode content, Effect effect) {
        return switch (destination) {
            case TWITTER -> onTimeline(content, effect);
            case COMMERCE -> onChain(content);
        };
    }

    private static Finding onTimeline(JsonNode timeline, Effect effect) {
        JsonNode posts = timeline.isArray() ? timeline : timeline.path("posts");
        for (JsonNode post : posts) {
            if (effect.id().toString().equals(post.path("effect_id").asString(""))) {
                return new Happened(post.path("id").asString("unnamed"), null);
            }
        }
        return new NotThere("in the agent's timeline");
    }

    private static Finding onChain(JsonNode payment) {
        return switch (payment.path("state").asString("")) {
            case "CONFIRMED" -> new Happened(payment.path("id").asString("unnamed"), Fee.of(payment.path("fee_wei")));
            case "REVERTED", "FAILED" ->
                new NeverWill(
                        Failure.of(
                                payment.path("error").path("code").asString("PAYMENT_FAILED"),
                                payment.path("error").path("message").asString("")),
                        Fee.of(payment.path("fee_wei")));
            case "NOT_FOUND" -> new NotThere("on the chain");
            default -> new Undecided();
        };
    }
}
