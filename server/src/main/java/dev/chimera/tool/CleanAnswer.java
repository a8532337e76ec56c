package dev.chimera.tool;

import dev.chimera.failure.Redaction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** What a server says, without the secrets that it was given: an answer may be stored, shown or posted. */
record CleanAnswer(JsonMapper json) {

    JsonNode of(JsonNode answer) {
        String text = answer.toString();
        String clean = Redaction.of(text);
        if (clean.equals(text)) {
            return answer;
        }
        try {
            return json.readTree(clean);
        } catch (JacksonException _) {
            // It stood where a number does.
            return StringNode.valueOf(clean);
        }
    }
}
