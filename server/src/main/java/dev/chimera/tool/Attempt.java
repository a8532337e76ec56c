package dev.chimera.tool;

import dev.chimera.failure.Redaction;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a failed attempt how much is known: the less, the more careful. */
final class Attempt {

    /** JSON-RPC errors that a server answers before it does anything. */
    private static final Set<Integer> REJECTIONS = Set.of(
            McpSchema.ErrorCodes.PARSE_ERROR,
            McpSchema.ErrorCodes.INVALID_REQUEST,
            McpSchema.ErrorCodes.METHOD_NOT_FOUND,
            McpSchema.ErrorCodes.INVALID_PARAMS);

    private static final int DEEPEST_CAUSE = 20;

    private Attempt() {}

    /** The server could not be reached, or did not want to talk; the call itself was never made. */
    static CallResult failedToConnect(Throwable failure) {
        return find(failure, McpHttpClientTransportAuthorizationException.class) != null
                ? unauthorized()
                : new CallResult.NotSent(describe(failure));
    }

    /** The call was made, and no answer came that says yes or no. */
    static CallResult failed(Throwable failure) {
        if (find(failure, McpHttpClientTransportAuthorizationException.class) != null) {
            return unauthorized();
        }
        // The JDK throws these two only while it connects, before a byte of the request is on its way.
        if (find(failure, ConnectException.class) != null || find(failure, HttpConnectTimeoutException.class) != null) {
            return new CallResult.NotSent(describe(failure));
        }
        McpError error = find(failure, McpError.class);
        if (error != null && REJECTIONS.contains(error.getJsonRpcError().code())) {
            return new CallResult.Refused("CALL_REJECTED", describe(failure), null);
        }
        return new CallResult.Ambiguous(describe(failure));
    }

    private static CallResult unauthorized() {
        return new CallResult.Refused("UNAUTHORIZED", "the server does not accept our credential", null);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }

    /** In one line, and without a secret: what failed first, and why; what the other side says stands for itself. */
    static String describe(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
            root = root.getCause();
        }
        // Before a line is cut off: half a secret would not be known again.
        String message = root.getMessage() == null
                ? ""
                : Redaction.of(root.getMessage()).lines().findFirst().orElse("");
        if (root instanceof McpError && !message.isBlank()) {
            return message;
        }
        return root.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }
}
