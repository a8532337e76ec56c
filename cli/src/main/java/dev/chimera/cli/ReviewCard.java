package dev.chimera.cli;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** What waits for a person, as a few indented lines: what would be done, why it waits, and the commands that decide. */
final class ReviewCard {

    private ReviewCard() {}

    static void print(Session session, JsonNode review) {
        Terminal terminal = session.terminal();
        Ink ink = terminal.ink();
        String score = Json.text(review, "score");
        String expires = Json.text(review, "expires_at");
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(review, "agent"))) + "  "
                + DisplayText.oneLine(Json.text(review, "tool"))
                + (score.isEmpty() ? "" : "  score " + score)
                + (expires.isEmpty() ? "" : "  until " + session.timing().ahead(expires)));
        JsonNode arguments = review.path("arguments");
        PostCard.printText(terminal, what(Json.text(review, "tool"), arguments));
        String cost = cost(review);
        if (!cost.isEmpty()) {
            terminal.print("    " + ink.yellow(cost));
        }
        String why = DisplayText.oneLine(Json.text(review, "why"));
        if (!why.isEmpty()) {
            terminal.print("    " + ink.yellow("why it waits: ") + why);
        }
        String command = session.surroundings().command();
        String id = Json.text(review, "id");
        terminal.print(ink.dim("    " + command + " review approve " + id));
        terminal.print(ink.dim("    " + command + " review reject " + id + " --reason \"...\""));
    }

    /** What would be done, in words where there are any. */
    private static String what(String tool, JsonNode arguments) {
        if (tool.equals("transfer")) {
            return "Pay " + PaymentCard.amount(arguments);
        }
        String text = Json.text(arguments, "text");
        return text.isEmpty() ? Json.compact(arguments) : text;
    }

    /** Empty for what costs nothing, and where an older server says nothing of it. */
    private static String cost(JsonNode review) {
        String why = DisplayText.oneLine(Json.text(review, "cost_why"));
        if (review.path("cost_usd").isNull()) {
            return "what it costs is not known" + (why.isEmpty() ? "" : ": " + why);
        }
        BigDecimal usd =
                review.path("cost_usd").isNumber() ? review.path("cost_usd").decimalValue() : BigDecimal.ZERO;
        return usd.signum() == 0 ? "" : "costs $" + usd.toPlainString() + (why.isEmpty() ? "" : ", " + why);
    }
}
