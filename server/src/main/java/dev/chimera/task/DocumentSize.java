package dev.chimera.task;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How large a document is as it travels. PostgreSQL writes the numbers of a {@code jsonb} out, so {@code 1e308} counts with
 * its 309 digits wherever the document is measured: what is taken at one door fits through all of them.
 */
public final class DocumentSize {

    /** Beyond, JSON readers refuse a document, ours too. */
    private static final int DEEPEST = 200;

    /** What a task gains on its way: another status, a score. */
    private static final int GROWTH = 64;

    private long left;

    private DocumentSize(long left) {
        this.left = left;
    }

    /** Whether it has at most so many bytes, and no deeper nesting than readers of JSON take. */
    public static boolean fits(JsonNode document, long bytes) {
        DocumentSize size = new DocumentSize(bytes - GROWTH);
        return size.take(document, 0);
    }

    private boolean take(JsonNode node, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        left -= 2;
        switch (node.getNodeType()) {
            case OBJECT -> {
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    left -= text(member.getKey()) + 2;
                    if (left < 0 || !take(member.getValue(), depth + 1)) {
                        return false;
                    }
                }
            }
            case ARRAY -> {
                for (JsonNode element : node) {
                    if (left < 0 || !take(element, depth + 1)) {
                        return false;
                    }
                }
            }
            case NUMBER -> left -= digits(node);
            case STRING -> left -= text(node.stringValue());
            case BOOLEAN, NULL -> left -= 5;
            case BINARY, MISSING, POJO -> left -= text(node.toString());
        }
        return left >= 0;
    }

    private static long text(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 2L;
    }

    private static long digits(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number.asString().length();
        }
        double value = Math.abs(number.asDouble());
        int exponent = value == 0 ? 0 : Math.abs(Math.getExponent(value));
        // A decimal digit is worth 3.3 binary ones.
        return 24 + (exponent > 60 ? (long) (exponent * 0.302) : 0);
    }
}
