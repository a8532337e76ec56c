package dev.chimera.tool;

import tools.jackson.databind.JsonNode;

/** What came of reading. */
public sealed interface ReadResult {

    /** @param content JSON where it is JSON, and otherwise the text. It comes from outside: it is data, not instruction */
    record Read(JsonNode content) implements ReadResult {}

    /** Nobody could look, which says nothing about what there is to see. */
    record Unreadable(String why) implements ReadResult {}
}
