package dev.chimera.tool;

import dev.chimera.failure.ChimeraException;
import dev.chimera.tool.ServerEntry.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an {@code mcp.json} in the form that desktop clients use, {@code {"mcpServers":{NAME:{"url"} or
 * {"command","args","env"}}}}, with one member of ours per server: {@code "chimera":{"read":[...],"effect":[...]}}. What
 * other clients keep beside that is left alone; inside ours nothing unknown is tolerated, because a misspelt list would
 * silently grant or take away.
 */
record McpConfigFile(JsonMapper json) {

    private static final String OURS = "chimera";

    /** @throws ChimeraException MCP_CONFIG_NOT_FOUND, MCP_CONFIG_INVALID */
    List<ServerEntry> read(Path file) {
        JsonNode document;
        try {
            document = json.readTree(Files.readString(file));
        } catch (IOException e) {
            throw ChimeraException.badInput(
                    "MCP_CONFIG_NOT_FOUND", "can't read " + file, "chimera.tool.config names an mcp.json");
        } catch (JacksonException e) {
            throw invalid(file + " is not JSON: " + e.getOriginalMessage());
        }
        if (!document.path("mcpServers").isObject()) {
            throw invalid(file + " has no object mcpServers");
        }
        List<ServerEntry> entries = new ArrayList<>();
        document.path("mcpServers")
                .properties()
                .forEach(member -> entries.add(entry(member.getKey(), member.getValue())));
        return entries;
    }

    private static ServerEntry entry(String name, JsonNode node) {
        if (ToolServers.OURS.contains(name)) {
            throw invalid("the server name " + name + " is our own; chimera." + name + ".url says where it is");
        }
        JsonNode ours = node.path(OURS);
        ours.propertyNames().forEach(key -> {
            if (!Set.of("read", "effect").contains(key)) {
                throw invalid(name + ": unknown key " + OURS + "." + key + "; there are read and effect");
            }
        });
        Set<String> read = new LinkedHashSet<>(strings(name + ": " + OURS + ".read", ours.path("read")));
        Set<String> effect = new LinkedHashSet<>(strings(name + ": " + OURS + ".effect", ours.path("effect")));
        for (String tool : read) {
            if (effect.contains(tool)) {
                throw invalid(name + ": the tool " + tool + " is on both lists; it either has an effect or has none");
            }
        }
        read.stream().filter(McpConfigFile::isKnownToAct).findFirst().ifPresent(tool -> {
            throw invalid(name + ": the tool " + tool + " has an effect, and so is on no read list");
        });
        Address address = address(name, node);
        if (name.equals(ToolServers.AGENTKIT)
                && (!read.isEmpty() || !effect.isEmpty() || !(address instanceof ServerEntry.Stdio))) {
            throw invalid(name + ": is a command, and on no list: only the commerce bridge uses it, behind its limits");
        }
        return new ServerEntry(name, address, read, effect);
    }

    /** Ours, those of AgentKit's server, and AgentKit's own actions, whatever they do: they hold a key. */
    private static boolean isKnownToAct(String tool) {
        return tool.equals("post_tweet")
                || tool.equals("transfer")
                || tool.endsWith("_transfer")
                || tool.contains("ActionProvider_");
    }

    private static Address address(String name, JsonNode node) {
        if (node.path("url").isString() == node.path("command").isString()) {
            throw invalid(name + ": needs either url or command");
        }
        return node.path("url").isString()
                ? new ServerEntry.Http(node.path("url").asString(), map(name + ": headers", node.path("headers")))
                : new ServerEntry.Stdio(
                        node.path("command").asString(),
                        strings(name + ": args", node.path("args")),
                        map(name + ": env", node.path("env")));
    }

    private static List<String> strings(String where, JsonNode node) {
        List<String> strings = new ArrayList<>();
        if (!node.isMissingNode() && !node.isArray()) {
            throw invalid(where + " is not a list");
        }
        for (JsonNode item : node) {
            if (!item.isString()) {
                throw invalid(where + " has an item that is not a string");
            }
            strings.add(item.asString());
        }
        return strings;
    }

    private static Map<String, String> map(String where, JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        if (!node.isMissingNode() && !node.isObject()) {
            throw invalid(where + " is not an object");
        }
        node.properties().forEach(member -> {
            if (!member.getValue().isString()) {
                throw invalid(where + ": " + member.getKey() + " is not a string");
            }
            map.put(member.getKey(), member.getValue().asString());
        });
        return map;
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput("MCP_CONFIG_INVALID", message, "see the configuration of tools in README.md");
    }
}
