package dev.chimera.worker;

import dev.chimera.model.offline.Material;
import dev.chimera.worker.source.Item;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An item that RESEARCH chose, as it stands in the result of its task:
 * {@code {"source","title","url","text","own_note","relevance"}}.
 *
 * @param url null for a note
 * @param relevance how near it is to the goal, 0 to 1
 */
record Pick(String source, String title, @Nullable String url, String text, boolean ownNote, double relevance) {

    static Pick of(Item item, String text, double relevance) {
        double rounded = Math.round(relevance * 1_000) / 1_000.0;
        return new Pick(item.source(), item.title(), item.url(), text, item.ownNote(), rounded);
    }

    static Pick of(JsonNode json) {
        JsonNode url = json.path("url");
        return new Pick(
                json.path("source").asString(""),
                json.path("title").asString(""),
                url.isString() ? url.asString() : null,
                json.path("text").asString(""),
                json.path("own_note").asBoolean(false),
                json.path("relevance").asDouble(0));
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("source", source)
                .put("title", title)
                .put("url", url)
                .put("text", text)
                .put("own_note", ownNote)
                .put("relevance", relevance);
    }

    Material material() {
        return new Material(source, title, url, text, ownNote, relevance);
    }
}
