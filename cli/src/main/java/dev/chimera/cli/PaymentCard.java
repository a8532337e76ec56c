package dev.chimera.cli;

import tools.jackson.databind.JsonNode;

/** A payment as a few indented lines: who and when, how much to whom, and where to find it on the chain. */
final class PaymentCard {

    private PaymentCard() {}

    static void print(Terminal terminal, Timing timing, JsonNode payment) {
        Ink ink = terminal.ink();
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(payment, "agent"))) + "  "
                + timing.shortly(Json.text(payment, "at")) + "  " + Json.text(payment, "network"));
        String memo = DisplayText.oneLine(Json.text(payment, "memo"));
        PostCard.printText(terminal, amount(payment) + (memo.isEmpty() ? "" : ", \"" + memo + "\""));
        terminal.print(ink.dim("    transaction " + Json.text(payment, "id")));
    }

    /** What is paid to whom, of a payment or of the arguments of {@code transfer}. */
    static String amount(JsonNode payment) {
        return DisplayText.oneLine(
                Json.text(payment, "amount") + " " + Json.text(payment, "asset") + " to " + Json.text(payment, "to"));
    }
}
