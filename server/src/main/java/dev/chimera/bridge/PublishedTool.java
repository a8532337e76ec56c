package dev.chimera.bridge;

import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A tool as {@code schemas/*.tool.json} publishes it: the file is the contract, and what MCP clients see is made from it. */
record PublishedTool(String name, String description, Map<String, Object> arguments) {

    static PublishedTool postTweet(JsonMapper json) {
        try (@Nullable InputStream file = PublishedTool.class.getResourceAsStream("/schemas/post_tweet.tool.json")) {
            if (file == null) {
                throw new IllegalStateException("schemas/post_tweet.tool.json is not in the jar");
            }
            return json.readValue(file, PublishedTool.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    McpSchema.Tool asTool() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", arguments);
        schema.put("required", List.of("text"));
        schema.put("additionalProperties", false);
        return McpSchema.Tool.builder(name, schema).description(description).build();
    }
}
