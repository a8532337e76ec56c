package dev.chimera.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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

        @Option(
                names = "--archive",
                arity = "1..*",
                paramLabel = "FILE",
                description = "Prove these archives of old months as well.")
        private List<String> archives = List.of();

        @Option(
                names = "--anchor",
                paramLabel = "HEIGHT:HASH",
                description = "A head that you kept: fail unless it still stands there.")
        private @Nullable String anchor;

        Verify(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            List<Path> files = archives.stream().map(this::file).toList();
            ApiClient api = session().answering().patiently();
            JsonNode chain = api.get(Resource.of("audit", "verify").with("anchor", anchor));
            if (!(chain instanceof ObjectNode answer) || files.isEmpty()) {
                return chain;
            }
            ArrayNode proofs = answer.putArray("archives");
            for (Path file : files) {
                JsonNode proof = api.post(Resource.of("audit", "verify", "archive"), file);
                proofs.add(Json.object().put("file", file.toString()).setAll((ObjectNode) proof));
                answer.put("ok", Json.flag(answer, "ok") && Json.flag(proof, "ok"));
            }
            return answer;
        }

        private Path file(String name) {
            try {
                Path file = session().surroundings().directory().resolve(name);
                if (Files.isRegularFile(file) && Files.isReadable(file)) {
                    return file;
                }
            } catch (InvalidPathException e) {
                // Said below, as for every other path that leads to nothing.
            }
            throw CliFailure.badInput(
                    "FILE_NOT_FOUND",
                    name + " is no file that can be read",
                    "archives are in CHIMERA_HOME/audit of the server, named audit_log_YEAR_MONTH.ndjson.gz");
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            String extent = Json.text(answer, "rows") + " rows in " + Json.text(answer, "blocks") + " sealed blocks, "
                    + Json.text(answer, "unsealed") + " rows not sealed yet";
            JsonNode bad = answer.path("first_bad");
            if (bad.isObject()) {
                terminal.print(terminal.ink().red("The audit log is not what was sealed") + ": " + extent + ".");
                terminal.print("First bad row: " + where(bad));
            } else {
                terminal.print(terminal.ink().green("Nobody changed the audit log") + ": " + extent + ".");
            }
            for (JsonNode archive : answer.path("archives")) {
                String name = DisplayText.oneLine(Json.text(archive, "file"));
                if (Json.flag(archive, "ok")) {
                    terminal.print(terminal.ink().green("Nobody changed " + name) + ": " + Json.text(archive, "rows")
                            + " rows in " + Json.text(archive, "blocks") + " sealed blocks.");
                } else {
                    terminal.print(terminal.ink().red(name + " is not what was archived") + ", first bad row: "
                            + where(archive.path("first_bad")));
                }
            }
        }

        private static String where(JsonNode bad) {
            return Json.text(bad, "seq") + ", " + DisplayText.oneLine(Json.text(bad, "why")) + ".";
        }

        @Override
        ExitStatus statusOf(JsonNode answer) {
            return Json.flag(answer, "ok") ? ExitStatus.OK : ExitStatus.FAILED;
        }
    }
}
