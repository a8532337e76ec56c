package dev.chimera.bridge;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A tool as {@code schemas/*.tool.json} publishes it: the file is the contract, and what MCP clients see is made from it. */
record PublishedTool(
        String name,
        String description,
        @JsonProperty("arguments") Map<String, Object> arguments) {

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
        Map<String, Object> schema = Map.of(
                "type", "object", "properties", arguments, "required", List.of("text"), "additionalProperties", false);
        return McpSchema.Tool.builder(name, schema).description(description).build();
    }
}
