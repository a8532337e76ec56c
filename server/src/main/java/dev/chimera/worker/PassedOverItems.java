package dev.chimera.worker;

import dev.chimera.model.offline.PassedOver;
import dev.chimera.worker.source.Item;
import java.util.Collection;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of the sources becomes no post, as it stands in the results of tasks: {@code {"passed_over":[{"location","item","code",
 * "message","text"}]}}. Whoever misses a post finds a line here that names it.
 */
final class PassedOverItems {

    /** Of one result: more is no line to be read, and a result is bounded. */
    private static final int MOST = 200;

    private static final int LONGEST_TEXT = 200;

    private final ArrayNode lines = JsonNodeFactory.instance.arrayNode();

    void add(Item item, String code, String message) {
        add(item.source(), item.title(), item.text(), code, message);
    }

    void addAll(Collection<PassedOver> left) {
        left.forEach(one -> add(one.material().source(), one.material().title(), one.text(), one.code(), one.why()));
    }

    private void add(String location, String item, String text, String code, String message) {
        if (lines.size() < MOST) {
            lines.addObject()
                    .put("location", location)
                    .put("item", item)
                    .put("code", code)
                    .put("message", message)
                    .put("text", text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT - 1) + "…" : text);
        }
    }

    /** Into a result. */
    ObjectNode into(ObjectNode result) {
        result.set("passed_over", lines);
        return result;
    }
}
