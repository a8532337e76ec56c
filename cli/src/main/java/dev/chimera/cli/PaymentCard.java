package dev.chimera.cli;

import tools.jackson.databind.JsonNode;

/** A payment as a few indented lines: who and when, how much to whom, and where to find it on the chain. */
final class PaymentCard {

    private PaymentCard() {}

    static void print(Terminal terminal, Timing timing, JsonNode payment) {
        Ink ink = terminal.ink();
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(payment, "agent"))) + "  "
                + timing.shortly(Json.text(payment, "at")) + "  " + Json.text(payment, "network"));
        printAmount(terminal, payment);
        terminal.print(ink.dim("    transaction " + Json.text(payment, "id")));
    }

    /** Of a dry run: what would become of it, as far as its file's limits say. */
    static void printForetold(Terminal terminal, JsonNode payment) {
        Ink ink = terminal.ink();
        String why = DisplayText.oneLine(Json.text(payment, "why"));
        String because = why.isEmpty() ? "" : ": " + why;
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(payment, "agent"))) + "  "
                + Json.text(payment, "network"));
        printAmount(terminal, payment);
        terminal.print("    "
                + switch (Json.text(payment, "outcome")) {
                    case "PAID" -> ink.green("would be paid");
                    case "ASKED" -> ink.yellow("a person would be asked" + because);
                    case "LATER" -> ink.yellow("would wait" + because);
                    default -> ink.red("would be refused" + because);
                });
    }

    private static void printAmount(Terminal terminal, JsonNode payment) {
        String memo = DisplayText.oneLine(Json.text(payment, "memo"));
        PostCard.printText(terminal, amount(payment) + (memo.isEmpty() ? "" : ", \"" + memo + "\""));
    }

    /** What is paid to whom, of a payment or of the arguments of {@code transfer}. */
    static String amount(JsonNode payment) {
        return DisplayText.oneLine(
                Json.text(payment, "amount") + " " + Json.text(payment, "asset") + " to " + Json.text(payment, "to"));
    }
}
