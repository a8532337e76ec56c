package dev.chimera.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "audit",
        description = "Who decided what, and on which evidence; prove that nobody changed it.",
        subcommands = {AuditCommand.Listing.class, AuditCommand.Verify.class})
final class AuditCommand extends ServerCommand {

    @Mixin
    private final Rows rows = new Rows();

    AuditCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return rows.ask(session());
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        rows.show(answer, terminal, timing());
    }

    /** What a row's decision was based on, on one line. */
    static String evidence(JsonNode row) {
        JsonNode evidence = row.path("evidence");
        if (evidence.isMissingNode() || evidence.isNull() || (evidence.isContainer() && evidence.isEmpty())) {
            return "";
        }
        return evidence.isValueNode() ? evidence.asString() : Json.compact(evidence);
    }

    /** Which rows, and how they look. */
    static final class Rows {

        @Option(names = "--task", paramLabel = "ID", description = "Only this task's.")
        private @Nullable String task;

        @Option(names = "--after", paramLabel = "SEQ", description = "Only those after this row.")
        private @Nullable Long after;

        @Option(names = "--limit", paramLabel = "N", description = "At most this many.")
        private @Nullable Integer limit;

        JsonNode ask(Session session) throws InterruptedException {
            if (limit != null && limit < 1) {
                throw CliFailure.usage("--limit is " + limit, "give a number from 1");
            }
            return session.answering()
                    .get(Resource.of("audit")
                            .with("task", task)
                            .with("limit", limit)
                            .with("after", after));
        }

        void show(JsonNode answer, Terminal terminal, Timing timing) {
            if (answer.path("rows").isEmpty()) {
                terminal.print("No audit rows.");
                return;
            }
            Table table = new Table()
                    .column("SEQ", Table.Fit.RIGHT)
                    .column("AT")
                    .column("EVENT", Table.Fit.LEFT, terminal.ink()::bold)
                    .column("ACTOR", Table.Fit.SHRINKS)
                    .column("TASK")
                    .column("EVIDENCE", Table.Fit.SHRINKS);
            for (JsonNode row : answer.path("rows")) {
                table.row(
                        Json.text(row, "seq"),
                        timing.shortly(Json.text(row, "at")),
                        Json.text(row, "event"),
                        Json.text(row, "actor"),
                        Json.text(row, "task_id"),
                        evidence(row));
            }
            table.print(terminal);
        }
    }

    @Command(name = "list", description = "Every transition, verdict, effect and human act, in order.")
    static final class Listing extends ServerCommand {

        @Mixin
        private final Rows rows = new Rows();

        Listing(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return rows.ask(session());
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            rows.show(answer, terminal, timing());
        }
    }

    @Command(name = "verify", description = "Prove that no row was changed, removed or slipped in.")
    static final class Verify extends ServerCommand {

        Verify(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return get(Resource.of("audit", "verify"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            String extent = Json.text(answer, "rows") + " rows in " + Json.text(answer, "blocks") + " sealed blocks, "
                    + Json.text(answer, "unsealed") + " rows not sealed yet";
            if (Json.flag(answer, "ok")) {
                terminal.print(terminal.ink().green("Nobody changed the audit log") + ": " + extent + ".");
                return;
            }
            JsonNode bad = answer.path("first_bad");
            terminal.print(terminal.ink().red("The audit log is not what was sealed") + ": " + extent + ".");
            terminal.print("First bad row: " + Json.text(bad, "seq") + ", " + DisplayText.oneLine(Json.text(bad, "why"))
                    + ".");
        }

        @Override
        ExitStatus statusOf(JsonNode answer) {
            return Json.flag(answer, "ok") ? ExitStatus.OK : ExitStatus.FAILED;
        }
    }
}
