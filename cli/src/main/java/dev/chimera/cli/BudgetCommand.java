package dev.chimera.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "budget", description = "What campaigns have spent and reserved, by day, and on what.")
final class BudgetCommand extends ServerCommand {

    @Option(names = "--campaign", paramLabel = "ID", description = "Only this campaign's.")
    private @Nullable String campaign;

    BudgetCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("budget").with("campaign", campaign));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        List<JsonNode> days = Json.list(answer, "days");
        if (days.isEmpty()) {
            terminal.print("Nothing has cost anything.");
            return;
        }
        Table table = new Table()
                .column("DAY (UTC)")
                .column("SPENT", Table.Fit.RIGHT)
                .column("RESERVED", Table.Fit.RIGHT)
                .column("DAILY", Table.Fit.RIGHT)
                .column("AGENT", Table.Fit.SHRINKS)
                .column("CAMPAIGN");
        for (JsonNode day : days) {
            table.row(
                    Json.text(day, "day"),
                    Json.dollars(day, "spent_usd"),
                    Json.dollars(day, "reserved_usd"),
                    Json.dollars(day, "daily_budget_usd"),
                    Json.text(day, "agent"),
                    Json.text(day, "campaign_id"));
        }
        table.print(terminal);
        terminal.print("");
        printEntries(Json.list(answer, "entries"), terminal);
    }

    private void printEntries(List<JsonNode> entries, Terminal terminal) {
        Table table = new Table()
                .column("WHEN")
                .column("KIND")
                .column("STATE")
                .column("RESERVED", Table.Fit.RIGHT)
                .column("SPENT", Table.Fit.RIGHT)
                .column("FOR", Table.Fit.SHRINKS)
                .column("TASK");
        for (JsonNode entry : entries) {
            table.row(
                    timing().shortly(Json.text(entry, "updated_at")),
                    Json.text(entry, "kind"),
                    Json.text(entry, "state"),
                    Json.dollars(entry, "reserved_usd"),
                    Json.dollars(entry, "spent_usd"),
                    Json.text(entry, "what"),
                    Json.text(entry, "task_id"));
        }
        table.print(terminal);
    }
}
