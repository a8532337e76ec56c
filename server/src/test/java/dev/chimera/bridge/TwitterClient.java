package dev.chimera.bridge;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official MCP client against a booted bridge, as anybody would use it. */
final class TwitterClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    final McpSyncClient mcp;

    TwitterClient(BridgeApp app, String bearer) {
        mcp = McpClient.sync(HttpClientStreamableHttpTransport.builder(app.url("/"))
                        .endpoint("/mcp/twitter")
                        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + bearer))
                        .build())
                .requestTimeout(Duration.ofSeconds(60))
                .build();
        mcp.initialize();
    }

    /** An answer of {@code post_tweet}. */
    record Answer(boolean isError, JsonNode body, JsonNode text) {

        String code() {
            return body.path("error").path("code").asString("");
        }

        String message() {
            return body.path("error").path("message").asString("");
        }
    }

    Answer post(Map<String, Object> arguments) {
        return post(arguments, Map.of());
    }

    Answer post(Map<String, Object> arguments, Map<String, Object> meta) {
        CallToolRequest.Builder request = CallToolRequest.builder("post_tweet").arguments(arguments);
        CallToolResult result = mcp.callTool(
                meta.isEmpty() ? request.build() : request.meta(meta).build());
        String text = ((McpSchema.TextContent) result.content().getFirst()).text();
        return new Answer(
                Boolean.TRUE.equals(result.isError()),
                JSON.valueToTree(result.structuredContent()),
                JSON.readTree(text));
    }

    JsonNode read(String uri, Map<String, Object> meta) {
        ReadResourceRequest.Builder request = ReadResourceRequest.builder(uri);
        var contents = mcp.readResource(
                        meta.isEmpty() ? request.build() : request.meta(meta).build())
                .contents();
        return JSON.readTree(((McpSchema.TextResourceContents) contents.getFirst()).text());
    }

    @Override
    public void close() {
        mcp.closeGracefully();
    }
}
