package dev.chimera.tool;

import dev.chimera.failure.Redaction;
import dev.chimera.tenant.OnBehalfOf;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads resources, and uses tools that only read. */
@Component
public class ToolReader {

    private final ToolServers servers;
    private final JsonMapper json;

    ToolReader(ToolServers servers, JsonMapper json) {
        this.servers = servers;
        this.json = json;
    }

    /** Reads a resource such as {@code twitter://timeline}, as the account that {@code onBehalfOf} names. */
    public ReadResult resource(String server, String uri, OnBehalfOf onBehalfOf, Duration timeout) {
        return read(server, _ -> true, connection -> {
            ReadResourceRequest request =
                    ReadResourceRequest.builder(uri).meta(onBehalfOf.toMeta()).build();
            ReadResourceResult result = connection.client().ask(mcp -> mcp.readResource(request), timeout);
            return result == null ? unreadable("the answer is empty") : answered(parse(texts(result)));
        });
    }

    /** Uses a tool on the server's {@code read} list. */
    public ReadResult tool(String server, String tool, ObjectNode arguments, Duration timeout) {
        return read(server, entry -> entry.read().contains(tool), connection -> {
            CallToolRequest request = CallToolRequest.builder(tool)
                    .arguments(json.convertValue(arguments, new TypeReference<>() {}))
                    .build();
            CallToolResult result = connection.client().ask(mcp -> mcp.callTool(request), timeout);
            if (result == null || Boolean.TRUE.equals(result.isError())) {
                return unreadable(
                        result == null ? "the answer is empty" : "the tool failed: " + text(result.content()));
            }
            return answered(
                    result.structuredContent() == null
                            ? parse(text(result.content()))
                            : json.valueToTree(result.structuredContent()));
        });
    }

    /** Whether a server has this tool on its {@code read} list. */
    public boolean lists(String server, String tool) {
        return servers.find(server).stream()
                .anyMatch(found -> found.entry().read().contains(tool));
    }

    private interface Allowed {
        boolean by(ServerEntry entry);
    }

    private ReadResult read(String server, Allowed allowed, Function<ServerConnection, ReadResult> attempt) {
        Optional<ServerConnection> found = servers.find(server);
        if (found.isEmpty() || !allowed.by(found.get().entry())) {
            return unreadable("TOOL_NOT_LISTED: " + server + " has no such tool on its read list");
        }
        try {
            return attempt.apply(found.get());
        } catch (RuntimeException e) {
            found.get().suspect();
            return unreadable(Attempt.describe(e));
        }
    }

    private ReadResult answered(JsonNode answer) {
        return new ReadResult.Read(new CleanAnswer(json).of(answer));
    }

    private static ReadResult unreadable(String why) {
        return new ReadResult.Unreadable(Redaction.of(why));
    }

    private static String texts(ReadResourceResult result) {
        return result.contents().stream()
                .filter(McpSchema.TextResourceContents.class::isInstance)
                .map(contents -> ((McpSchema.TextResourceContents) contents).text())
                .collect(Collectors.joining());
    }

    private static String text(List<McpSchema.Content> contents) {
        return contents.stream()
                .filter(McpSchema.TextContent.class::isInstance)
                .map(content -> ((McpSchema.TextContent) content).text())
                .collect(Collectors.joining());
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JacksonException _) {
            return StringNode.valueOf(text);
        }
    }
}
