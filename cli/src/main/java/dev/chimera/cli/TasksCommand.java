package dev.chimera.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

@Command(
        name = "tasks",
        description = "List tasks; submit one by hand; cancel one.",
        subcommands = {TasksCommand.Submit.class, TasksCommand.Cancel.class})
final class TasksCommand extends ServerCommand {

    /** The specification's five. */
    enum Status {
        PENDING,
        IN_PROGRESS,
        REVIEW,
        COMPLETED,
        FAILED
    }

    @Option(names = "--campaign", paramLabel = "ID", description = "Only this campaign's.")
    private @Nullable String campaign;

    @Option(names = "--agent", paramLabel = "NAME", description = "Only this agent's.")
    private @Nullable String agent;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only those in: ${COMPLETION-CANDIDATES}.")
    private @Nullable Status status;

    @Option(names = "--limit", paramLabel = "N", description = "At most this many.")
    private @Nullable Integer limit;

    TasksCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        if (limit != null && limit < 1) {
            throw CliFailure.usage("--limit is " + limit, "give a number from 1");
        }
        return get(Resource.of("tasks")
                .with("campaign", campaign)
                .with("agent", agent)
                .with("status", status)
                .with("limit", limit));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        if (answer.path("tasks").isEmpty()) {
            terminal.print("No tasks.");
            return;
        }
        Table table = new Table()
                .column("TASK")
                .column("TYPE")
                .column("STATUS", Table.Fit.LEFT, terminal.ink()::status)
                .column("TRY", Table.Fit.RIGHT)
                .column("AGENT", Table.Fit.SHRINKS)
                .column("UPDATED")
                .column("ERROR", Table.Fit.SHRINKS, terminal.ink()::red);
        for (JsonNode row : answer.path("tasks")) {
            JsonNode task = row.path("task");
            table.row(
                    Json.text(task, "task_id"),
                    Json.text(task, "type"),
                    Json.text(task, "status"),
                    Json.text(row, "attempt"),
                    Json.text(row, "agent"),
                    timing().shortly(Json.text(row, "updated_at")),
                    Json.text(row.path("error"), "code"));
        }
        table.print(terminal);
    }

    @Command(name = "submit", description = "Submit an AgentTask document that you wrote.")
    static final class Submit extends ServerCommand {

        private static final long LARGEST = 1 << 20;

        @Parameters(paramLabel = "FILE|-", description = "A JSON file, or - for standard input.")
        private String file = "";

        Submit(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            JsonNode task = task();
            return post(Resource.of("tasks"), task);
        }

        private JsonNode task() {
            String text = read();
            try {
                return Json.parse(text);
            } catch (JacksonException e) {
                var at = e.getLocation();
                String line = at == null ? "" : " at line " + at.getLineNr();
                throw CliFailure.badInput(
                        "INVALID_TASK",
                        file + " is not JSON" + line + ": " + DisplayText.oneLine(e.getOriginalMessage()),
                        "write one AgentTask document, see schemas/agent-task.schema.json");
            }
        }

        private String read() {
            try {
                byte[] bytes;
                if (file.equals("-")) {
                    bytes = session().surroundings().in().readNBytes((int) LARGEST + 1);
                } else {
                    Path path = session().surroundings().directory().resolve(file);
                    bytes = Files.size(path) > LARGEST ? new byte[(int) LARGEST + 1] : Files.readAllBytes(path);
                }
                if (bytes.length > LARGEST) {
                    throw CliFailure.badInput("INVALID_TASK", file + " is larger than 1 MB", "make the task smaller");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            } catch (NoSuchFileException e) {
                throw CliFailure.badInput("INVALID_TASK", file + " does not exist", "check the path");
            } catch (IOException e) {
                throw CliFailure.badInput("INVALID_TASK", file + " can't be read: " + e.getMessage(), "check the file");
            }
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(Json.text(answer, "task_id"));
            noteWhoGoesOn(terminal);
        }
    }

    @Command(name = "cancel", description = "End a task as FAILED with code CANCELLED.")
    static final class Cancel extends ServerCommand {

        @Parameters(paramLabel = "ID", description = "A task's id.")
        private String id = "";

        Cancel(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("tasks", id, "cancel"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Cancelled " + id + ".");
        }
    }
}
