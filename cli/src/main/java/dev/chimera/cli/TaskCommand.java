package dev.chimera.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "task", description = "One task whole: its document, trail, effects and sources.")
final class TaskCommand extends ServerCommand {

    @Parameters(paramLabel = "ID", description = "A task's id.")
    private String id = "";

    TaskCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("tasks", id));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        Ink ink = terminal.ink();
        JsonNode task = answer.path("task");
        terminal.print(ink.bold(Json.text(task, "type")) + "  " + ink.status(Json.text(task, "status")) + "  "
                + Json.text(task, "task_id"));
        field(terminal, "agent", Json.text(answer, "agent"));
        field(terminal, "campaign", Json.text(answer, "campaign_id"));
        field(terminal, "attempt", Json.text(answer, "attempt"));
        field(terminal, "confidence", Json.text(task, "confidence_score"));
        field(terminal, "updated", timing().shortly(Json.text(answer, "updated_at")));
        JsonNode error = answer.path("error");
        if (!Json.text(error, "code").isEmpty()) {
            field(terminal, "error", ink.red(Json.text(error, "code")) + " " + Json.text(error, "message"));
        }
        if (!task.path("payload").isEmpty()) {
            heading(terminal, "Payload");
            Json.pretty(task.path("payload")).lines().forEach(line -> terminal.print("  " + DisplayText.clean(line)));
        }
        showTrail(terminal, Json.list(answer, "trail"));
        showEffects(terminal, Json.list(answer, "effects"));
        showLeftOut(terminal, answer.path("result"));
        List<JsonNode> sources = Json.list(answer, "sources");
        if (!sources.isEmpty()) {
            heading(terminal, "Sources");
            sources.forEach(source -> terminal.print("  " + PostCard.source(source)));
        }
    }

    private void showTrail(Terminal terminal, List<JsonNode> trail) {
        if (trail.isEmpty()) {
            return;
        }
        heading(terminal, "Trail");
        Table table = new Table()
                .column("AT")
                .column("EVENT", Table.Fit.LEFT, terminal.ink()::bold)
                .column("ACTOR", Table.Fit.SHRINKS)
                .column("EVIDENCE", Table.Fit.SHRINKS);
        for (JsonNode row : trail) {
            table.row(
                    timing().shortly(Json.text(row, "at")),
                    Json.text(row, "event"),
                    Json.text(row, "actor"),
                    AuditCommand.evidence(row));
        }
        table.print(terminal, "  ");
    }

    /** What a RESEARCH could not read, what it left out of what it read, what it did not pick, and what it offers. */
    private static void showLeftOut(Terminal terminal, JsonNode result) {
        List<JsonNode> leftOut = Stream.of("unreadable", "left_out", "passed_over", "hints")
                .flatMap(member -> Json.list(result, member).stream())
                .toList();
        if (leftOut.isEmpty()) {
            return;
        }
        heading(terminal, "Left out");
        for (JsonNode each : leftOut) {
            String location = Json.text(each, "location");
            String item = Json.text(each, "item");
            String message = Json.text(each, "message");
            // What can't be read at all names its place itself.
            String place = message.startsWith(location) ? "" : location + ": ";
            terminal.print("  " + terminal.ink().yellow(Json.text(each, "code")) + "  "
                    + DisplayText.oneLine(place + (item.isEmpty() ? "" : "'" + item + "' ") + message));
        }
    }

    private static void showEffects(Terminal terminal, List<JsonNode> effects) {
        if (effects.isEmpty()) {
            return;
        }
        heading(terminal, "Effects");
        Table table = new Table()
                .column("EFFECT")
                .column("TOOL")
                .column("STATE", Table.Fit.LEFT, terminal.ink()::status)
                .column("EXTERNAL ID", Table.Fit.SHRINKS);
        for (JsonNode effect : effects) {
            table.row(
                    Json.text(effect, "id"),
                    Json.text(effect, "tool"),
                    Json.text(effect, "state"),
                    Json.text(effect, "external_id"));
        }
        table.print(terminal, "  ");
    }

    private static void heading(Terminal terminal, String title) {
        terminal.print("");
        terminal.print(terminal.ink().bold(title));
    }

    private static void field(Terminal terminal, String name, String value) {
        if (!value.isEmpty()) {
            terminal.print("  " + terminal.ink().dim(DisplayText.pad(name, 12)) + value);
        }
    }
}
