package dev.chimera.testing;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official MCP client against {@code /mcp/commerce}, or another of our servers, as anybody would use it. */
public final class CommerceClient implements AutoCloseable {

    private final McpSyncClient mcp;

    public CommerceClient(TestServer server, String bearer) {
        this(server, "/mcp/commerce", bearer);
    }

    public CommerceClient(TestServer server, String path, String bearer) {
        mcp = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + server.port())
                        .endpoint(path)
                        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + bearer))
                        .build())
                .requestTimeout(Duration.ofSeconds(60))
                .build();
        mcp.initialize();
    }

    /** An answer of a tool. */
    public record Answer(boolean isError, JsonNode body) {

        public String code() {
            return body.path("error").path("code").asString("");
        }
    }

    public Answer transfer(Map<String, Object> arguments) {
        return call("transfer", arguments, Map.of());
    }

    /** @param meta in whose name, for the service */
    public Answer call(String tool, Map<String, Object> arguments, Map<String, Object> meta) {
        CallToolRequest.Builder request = CallToolRequest.builder(tool).arguments(arguments);
        CallToolResult result = mcp.callTool(
                meta.isEmpty() ? request.build() : request.meta(meta).build());
        return new Answer(
                Boolean.TRUE.equals(result.isError()), JsonMapper.shared().valueToTree(result.structuredContent()));
    }

    @Override
    public void close() {
        mcp.closeGracefully();
    }
}
