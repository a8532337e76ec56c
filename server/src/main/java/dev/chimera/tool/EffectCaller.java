package dev.chimera.tool;

import dev.chimera.failure.CrashPoint;
import dev.chimera.failure.Redaction;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * Calls a tool that has a side effect: at most once per call of {@link #call}, and says what is known afterwards. Only
 * {@code effect} may use it, for what was approved and recorded before.
 */
@Component
public class EffectCaller {

    /** The codes with which a server of ours says that nothing happened. A code that is not here proves nothing. */
    private static final Set<String> DEFINITE = Set.of(
            "RATE_LIMITED",
            "TEXT_TOO_LONG",
            "INVALID_ARGUMENT",
            "DUPLICATE_EFFECT",
            "DUPLICATE_TEXT",
            "UNAUTHORIZED",
            "EXPIRED",
            "AGENT_PAUSED",
            "OPTED_OUT",
            "OWN_CALLS_OFF",
            "POLICY_VIOLATED",
            "BUDGET_EXHAUSTED",
            "X_RECONNECT_NEEDED",
            "X_UNAVAILABLE",
            "X_REFUSED",
            "X_APP_REFUSED",
            "APPROVAL_REQUIRED",
            "ASSET_NOT_ALLOWED",
            "CHAIN_BEHIND",
            "GAS_TOO_HIGH",
            "INSUFFICIENT_FUNDS",
            "INVALID_ADDRESS",
            "INVALID_AMOUNT",
            "INVALID_PAYMENT",
            "NONCE_USED",
            "NO_WALLET",
            "OVER_MAX_PAYMENT",
            "OVER_WINDOW_TOTAL",
            "RECIPIENT_NOT_ALLOWED",
            "RPC_UNAVAILABLE",
            "TOKEN_REFUSED",
            "TX_REVERTED",
            "WALLET_BUSY",
            "WALLET_CHANGED",
            "WALLET_TAKEN",
            "WALLET_UNAVAILABLE",
            "WINDOW_EXCEEDED",
            "WOULD_REVERT",
            "WRONG_CHAIN");

    private static final String REPEATS_EVERYTHING = "jdk.httpclient.enableAllMethodRetry";
    private static final int LONGEST_MESSAGE = 500;

    private final ToolServers servers;
    private final JsonMapper json;

    EffectCaller(ToolServers servers, JsonMapper json) {
        String repeats = System.getProperty(REPEATS_EVERYTHING);
        if (repeats != null && !repeats.equalsIgnoreCase("false")) {
            throw new IllegalStateException(REPEATS_EVERYTHING + " is set: the JDK would send an effect twice");
        }
        this.servers = servers;
        this.json = json;
    }

    /** Blocks until there is an answer, or until the call's timeout; interruptible, and then the result is ambiguous. */
    public CallResult call(EffectCall call) {
        Optional<ServerConnection> found = servers.find(call.server());
        if (found.isEmpty() || !found.get().entry().effect().contains(call.tool())) {
            return new CallResult.Refused(
                    "TOOL_NOT_LISTED", call.server() + " has no tool " + call.tool() + " on its effect list", null);
        }
        ServerConnection connection = found.get();
        ServerClient client;
        try {
            client = connection.client();
        } catch (RuntimeException | Error e) {
            return Attempt.failedToConnect(e);
        }
        try {
            CallToolRequest request = CallToolRequest.builder(call.tool())
                    .arguments(json.convertValue(call.arguments(), new TypeReference<>() {}))
                    .meta(call.onBehalfOf().toMeta())
                    .build();
            // Last, because a server may have been connected to only now.
            if (System.nanoTime() - call.lastMoment() >= 0) {
                return new CallResult.NotSent("the last moment of the call passed before it was made");
            }
            CrashPoint.AFTER_SENDING_BEFORE_CALL.reached();
            CallToolResult result = client.ask(mcp -> mcp.callTool(request), call.timeout());
            return result == null ? new CallResult.Ambiguous("the answer is empty") : read(result);
        } catch (RuntimeException | Error e) {
            CallResult failed = Attempt.failed(e);
            if (failed instanceof CallResult.Ambiguous) {
                connection.suspect();
            }
            return failed;
        }
    }

    private CallResult read(CallToolResult result) {
        JsonNode structured = result.structuredContent() == null
                ? NullNode.getInstance()
                : new CleanAnswer(json).of(json.valueToTree(result.structuredContent()));
        if (!Boolean.TRUE.equals(result.isError())) {
            return new CallResult.Succeeded(structured, text(structured.path("id")));
        }
        JsonNode error = structured.path("error");
        String code = error.path("code").asString("");
        if (!DEFINITE.contains(code)) {
            return new CallResult.Ambiguous("the tool failed: " + shorten(code.isEmpty() ? texts(result) : code));
        }
        JsonNode seconds = error.path("retry_after_seconds");
        return new CallResult.Refused(
                code,
                shorten(error.path("message").asString("")),
                seconds.canConvertToLong() && seconds.isNumber() ? Duration.ofSeconds(seconds.asLong()) : null,
                structured);
    }

    private static @Nullable String text(JsonNode id) {
        return id.isString() || id.isNumber() ? id.asString() : null;
    }

    private static String texts(CallToolResult result) {
        return result.content().stream()
                .filter(McpSchema.TextContent.class::isInstance)
                .map(content -> ((McpSchema.TextContent) content).text())
                .collect(Collectors.joining(" "));
    }

    private static String shorten(String text) {
        String clean = Redaction.of(text);
        return clean.length() > LONGEST_MESSAGE ? clean.substring(0, LONGEST_MESSAGE) + "…" : clean;
    }
}
