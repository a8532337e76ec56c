package dev.chimera.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "dead-letters",
        description = "Messages that no one could read, and why; replay one.",
        subcommands = DeadLettersCommand.Replay.class)
final class DeadLettersCommand extends ServerCommand {

    DeadLettersCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("dead-letters"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        if (answer.path("dead_letters").isEmpty()) {
            terminal.print("No dead letters.");
            return;
        }
        Table table = new Table()
                .column("ID")
                .column("STREAM")
                .column("RECEIVED")
                .column("REASON", Table.Fit.SHRINKS, terminal.ink()::yellow);
        for (JsonNode letter : answer.path("dead_letters")) {
            table.row(
                    Json.text(letter, "id"),
                    Json.text(letter, "stream"),
                    timing().shortly(Json.text(letter, "received_at")),
                    Json.text(letter, "reason"));
        }
        table.print(terminal);
    }

    @Command(name = "replay", description = "Put a message back on its stream.")
    static final class Replay extends ServerCommand {

        @Parameters(paramLabel = "ID", description = "A dead letter's id.")
        private String id = "";

        Replay(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("dead-letters", id, "replay"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Replayed " + id + ".");
            noteWhoGoesOn(terminal);
        }
    }
}
