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
public record PublishedTool(String name, String description, Map<String, Object> arguments) {

    /** @param name of the tool, and so of its file */
    public static PublishedTool read(String name, JsonMapper json) {
        String path = "/schemas/" + name + ".tool.json";
        try (@Nullable InputStream file = PublishedTool.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException(path + " is not in the jar");
            }
            return json.readValue(file, PublishedTool.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param required the arguments that have to be there */
    public McpSchema.Tool asTool(String... required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", arguments);
        schema.put("required", List.of(required));
        schema.put("additionalProperties", false);
        return McpSchema.Tool.builder(name, schema).description(description).build();
    }
}
