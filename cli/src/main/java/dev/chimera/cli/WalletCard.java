package dev.chimera.cli;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A wallet as a few lines: whose, its limits and what is left, and its payments that are not settled. */
final class WalletCard {

    private WalletCard() {}

    static void print(Session session, JsonNode wallet) {
        Terminal terminal = session.terminal();
        Ink ink = terminal.ink();
        String address = Json.text(wallet, "address");
        terminal.print("  " + ink.bold(DisplayText.oneLine(Json.text(wallet, "agent"))) + "  "
                + DisplayText.oneLine(Json.text(wallet, "network")) + "  "
                + (address.isEmpty() ? "not used yet" : DisplayText.oneLine(address)));
        terminal.print("    key " + DisplayText.oneLine(Json.text(wallet, "key")));
        if (!wallet.path("limits").isEmpty()) {
            limits(wallet).print(terminal, "    ");
        }
        for (JsonNode payment : wallet.path("payments")) {
            terminal.print("");
            print(session, payment, ink);
        }
    }

    private static Table limits(JsonNode wallet) {
        Table table = new Table()
                .column("ASSET")
                .column("AT ONCE", Table.Fit.RIGHT)
                .column("WINDOW", Table.Fit.RIGHT)
                .column("IN IT", Table.Fit.RIGHT)
                .column("PAYMENTS", Table.Fit.RIGHT)
                .column("UNASKED", Table.Fit.RIGHT)
                .column("LEFT NOW", Table.Fit.RIGHT);
        for (JsonNode limit : wallet.path("limits")) {
            table.row(
                    Json.text(limit, "asset"),
                    Json.text(limit, "max_payment"),
                    Json.text(limit, "window_hours") + " h",
                    Json.text(limit, "window_total"),
                    Json.text(limit, "window_count"),
                    Json.text(limit, "auto_approve"),
                    Json.text(limit, "left"));
        }
        return table;
    }

    private static void print(Session session, JsonNode payment, Ink ink) {
        Terminal terminal = session.terminal();
        String id = DisplayText.oneLine(Json.text(payment, "id"));
        String state = DisplayText.oneLine(Json.text(payment, "state"));
        boolean own = Json.text(payment, "whose").equals("own");
        terminal.print("    " + ink.status(state) + "  nonce " + Json.text(payment, "nonce") + "  for "
                + Timing.roughly(Duration.ofSeconds(Json.number(payment, "age_seconds"))) + "  "
                + (own ? "the agent's own" : "of task " + DisplayText.oneLine(Json.text(payment, "task_id"))));
        PostCard.printText(terminal, PaymentCard.amount(payment));
        terminal.print(ink.dim("    payment " + id));
        if (Json.flag(payment, "waits_for_person")) {
            String settle = "    " + session.surroundings().command() + " wallets settle " + id;
            terminal.print(ink.yellow("    the chain does not know it; look for it in the wallet's transactions"));
            terminal.print(ink.dim(settle + " --paid"));
            terminal.print(ink.dim(settle + " --not-paid"));
        }
    }
}
