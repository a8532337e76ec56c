package dev.chimera.tool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** What is known after one attempt to call a tool with a side effect. */
public sealed interface CallResult {

    /**
     * It happened.
     *
     * @param structured the tool's {@code structuredContent}; a null node where it has none
     * @param externalId its member {@code id}, how the outside world calls what happened; null where there is none
     */
    record Succeeded(JsonNode structured, @Nullable String externalId) implements CallResult {}

    /**
     * It definitely did not happen.
     *
     * @param code stable; one of the bridges' codes, or {@code TOOL_NOT_LISTED}, {@code CALL_REJECTED}
     * @param retryAfter when it may be tried again; null where the answer names no time
     * @param structured the answer's {@code structuredContent}, which may say what the refusal cost; a null node where it
     *     has none
     */
    record Refused(String code, String message, @Nullable Duration retryAfter, JsonNode structured)
            implements CallResult {

        Refused(String code, String message, @Nullable Duration retryAfter) {
            this(code, message, retryAfter, NullNode.getInstance());
        }
    }

    /** Nothing was sent, because there was nobody to send it to. Trying again later is safe. */
    record NotSent(String why) implements CallResult {}

    /** It may or may not have happened. Only looking can tell; sending again could do it twice. */
    record Ambiguous(String why) implements CallResult {}
}
