package dev.chimera.cli;

import tools.jackson.databind.JsonNode;

/** A post as a few indented lines: who and when, the text, where it comes from. */
final class PostCard {

    private PostCard() {}

    static void print(Terminal terminal, Timing timing, JsonNode post) {
        Ink ink = terminal.ink();
        String label = Json.flag(post, "is_ai_labeled") ? ink.green("AI-labeled") : ink.yellow("not labeled");
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(post, "agent"))) + "  "
                + timing.shortly(Json.text(post, "posted_at")) + "  " + label);
        printText(terminal, Json.text(post, "text"));
        for (JsonNode source : Json.list(post, "sources")) {
            terminal.print(ink.dim("    from " + source(source)));
        }
        for (JsonNode media : Json.list(post, "media_ids")) {
            terminal.print(ink.dim("    media " + DisplayText.oneLine(media.asString(""))));
        }
    }

    static void printText(Terminal terminal, String text) {
        for (String line : DisplayText.wrap(text, Math.min(terminal.width(), 100) - 4)) {
            terminal.print(("    " + line).stripTrailing());
        }
    }

    /** Title and address, whichever of them there is. */
    static String source(JsonNode source) {
        String title = DisplayText.oneLine(Json.text(source, "title"));
        String url = DisplayText.oneLine(Json.text(source, "url"));
        if (title.isEmpty() || url.isEmpty()) {
            return title + url;
        }
        return title + " <" + url + ">";
    }
}
