package dev.chimera.tool;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.PrintStream;
import java.util.Map;

/**
 * An MCP server over stdio, in a process of its own: pays what it is asked, dies of the amount {@code all}, and answers
 * {@code environment} with the names of its variables.
 */
final class StdioBank {

    private StdioBank() {}

    public static void main(String[] args) {
        // Standard output belongs to the protocol: one log line on it would end the conversation.
        PrintStream protocol = System.out;
        System.setOut(System.err);
        McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper(), System.in, protocol))
                .serverInfo("bank", "1")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                .toolCall(
                        McpSchema.Tool.builder("pay", Map.of("type", "object")).build(), (_, request) -> {
                            if ("all".equals(request.arguments().get("amount"))) {
                                Runtime.getRuntime().halt(1);
                            }
                            if ("environment".equals(request.arguments().get("amount"))) {
                                return McpSchema.CallToolResult.builder()
                                        .structuredContent(Map.of(
                                                "id",
                                                String.join(",", System.getenv().keySet())))
                                        .build();
                            }
                            return McpSchema.CallToolResult.builder()
                                    .structuredContent(Map.of("id", System.getenv("BRANCH")))
                                    .build();
                        })
                .build();
    }
}
