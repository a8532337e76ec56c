package dev.chimera.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "opt-outs",
        description = "Accounts that no agent may address, because they asked for it.",
        subcommands = {OptOutsCommand.Listing.class, OptOutsCommand.Add.class, OptOutsCommand.Remove.class})
final class OptOutsCommand extends ServerCommand {

    OptOutsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("opt-outs"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        table(answer, terminal, timing());
    }

    private static void table(JsonNode answer, Terminal terminal, Timing timing) {
        if (answer.path("opt_outs").isEmpty()) {
            terminal.print("Nobody has asked to be left alone.");
            return;
        }
        Table table = new Table()
                .column("HANDLE", Table.Fit.LEFT, terminal.ink()::bold)
                .column("SINCE")
                .column("NOTE", Table.Fit.SHRINKS);
        for (JsonNode optOut : answer.path("opt_outs")) {
            table.row(
                    "@" + Json.text(optOut, "handle"),
                    timing.shortly(Json.text(optOut, "asked_at")),
                    Json.text(optOut, "note"));
        }
        table.print(terminal);
    }

    @Command(name = "list", description = "Who asked to be left alone, and when.")
    static final class Listing extends ServerCommand {

        Listing(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return get(Resource.of("opt-outs"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            table(answer, terminal, timing());
        }
    }

    @Command(name = "add", description = "Let no agent address this account from now on.")
    static final class Add extends ServerCommand {

        @Parameters(paramLabel = "HANDLE", description = "The account's name, with or without @.")
        private String handle = "";

        @Option(names = "--note", paramLabel = "TEXT", description = "How the account asked for it.")
        private @Nullable String note;

        Add(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            var body = Json.object().put("handle", handle);
            if (note != null) {
                body.put("note", note);
            }
            return post(Resource.of("opt-outs"), body);
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("No agent addresses @" + DisplayText.oneLine(Json.text(answer, "handle")) + " any more.");
        }
    }

    @Command(name = "remove", description = "The account may be addressed again where it summons an agent.")
    static final class Remove extends ServerCommand {

        @Parameters(paramLabel = "HANDLE", description = "The account's name, with or without @.")
        private String handle = "";

        Remove(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return session().answering().delete(Resource.of("opt-outs", handle));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("@" + DisplayText.oneLine(Json.text(answer, "handle")) + " may be addressed again.");
        }
    }
}
