package dev.chimera.task;

import dev.chimera.persona.AgentId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * SHA-256 over everything that an approval covers: the tool, its arguments, and the account that it acts for. 64
 * lower-case hexadecimal digits. Whoever approved a hash approved that content and no other.
 *
 * <p>The arguments are hashed in a canonical form (members sorted by name, no white space), because PostgreSQL's jsonb
 * keeps neither order nor white space.
 */
public record ContentHash(String hex) {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public ContentHash {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a content hash: " + hex);
        }
    }

    public static ContentHash of(AgentId account, String tool, JsonNode arguments) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.put("account", account.toString());
        whole.set("arguments", canonical(arguments));
        whole.put("tool", tool);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(whole.toString().getBytes(StandardCharsets.UTF_8));
            return new ContentHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = JsonNodeFactory.instance.objectNode();
            node.propertyNames().stream().sorted().forEach(name -> sorted.set(name, canonical(node.path(name))));
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode items = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> items.add(canonical(item)));
            return items;
        }
        return node;
    }

    @Override
    public String toString() {
        return hex;
    }
}
