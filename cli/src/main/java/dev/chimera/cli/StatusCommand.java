package dev.chimera.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "status", description = "How the server and its databases are, and what they hold.")
final class StatusCommand extends ServerCommand {

    StatusCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("status"));
    }

    @Override
    void show(JsonNode status, Terminal terminal) {
        Ink ink = terminal.ink();
        StringBuilder roles = new StringBuilder();
        status.path("roles")
                .forEach(role -> roles.append(roles.isEmpty() ? "" : ", ").append(role.asString("")));
        line(terminal, "Chimera", ink.bold(Json.text(status, "version")) + (roles.isEmpty() ? "" : "  " + roles));
        line(terminal, "PostgreSQL", service(status.path("postgres"), ink));
        line(terminal, "Redis", service(status.path("redis"), ink));
        line(terminal, "Tasks", counts(status.path("tasks"), ink));
        line(terminal, "Effects", counts(status.path("effects"), ink));
        line(terminal, "Reviews", waiting(Json.number(status, "reviews"), "review list", ink));
        long payments = Json.number(status, "unsettled_payments");
        if (payments > 0) {
            line(terminal, "Payments", waiting(payments, "wallets", ink));
        }
        long posts = Json.number(status, "unsettled_posts");
        if (posts > 0) {
            line(terminal, "Own posts", waiting(posts, "posts unsettled", ink));
        }
        line(terminal, "Dead letters", waiting(Json.number(status, "dead_letters"), "dead-letters", ink));
        showWhatIsWrong(status, terminal);
        if (!status.path("streams").isEmpty()) {
            terminal.print("");
            Table table = new Table()
                    .column("STREAM", Table.Fit.SHRINKS)
                    .column("LENGTH", Table.Fit.RIGHT)
                    .column("PENDING", Table.Fit.RIGHT);
            for (JsonNode stream : status.path("streams")) {
                table.row(Json.text(stream, "name"), Json.text(stream, "length"), Json.text(stream, "pending"));
            }
            table.print(terminal);
        }
    }

    /** Why nothing may move, each with what to do about it. */
    private void showWhatIsWrong(JsonNode status, Terminal terminal) {
        Ink ink = terminal.ink();
        String command = session().surroundings().command();
        for (JsonNode role : status.path("missing_roles")) {
            line(terminal, "Missing", ink.red("no process runs the role " + oneLine(role)));
            line(terminal, "", "start one: " + command + " up --roles " + oneLine(role));
        }
        for (JsonNode trouble : status.path("troubles")) {
            line(terminal, "Loop", ink.red(oneLine(trouble)));
            line(terminal, "", "the server's log says why; if it stays so, restart that process");
        }
        for (JsonNode alarm : status.path("alarms")) {
            long effects = Json.number(alarm, "effects");
            String what = effects == 1 ? "1 approved effect waits" : effects + " approved effects wait";
            line(
                    terminal,
                    "Refused",
                    ink.red(what + ": " + oneLine(alarm.path("code")) + ": " + oneLine(alarm.path("message"))));
            line(terminal, "", oneLine(alarm.path("hint")));
        }
    }

    private static String oneLine(JsonNode text) {
        return DisplayText.oneLine(text.asString(""));
    }

    private static void line(Terminal terminal, String name, String value) {
        terminal.print(DisplayText.pad(name, 14) + value);
    }

    private static String service(JsonNode service, Ink ink) {
        String health = ink.status(Json.flag(service, "ok") ? "ok" : "away");
        return health + "  " + ink.dim(DisplayText.oneLine(Json.text(service, "version")));
    }

    private static String counts(JsonNode counts, Ink ink) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> count : counts.properties()) {
            long number = count.getValue().asLong(0);
            String part = number + " " + DisplayText.oneLine(count.getKey());
            text.append(text.isEmpty() ? "" : "   ").append(number == 0 ? ink.dim(part) : part);
        }
        return text.toString();
    }

    private String waiting(long number, String command, Ink ink) {
        return number == 0
                ? ink.dim("none")
                : ink.yellow(Long.toString(number)) + "  "
                        + session().surroundings().command() + " " + command;
    }
}
