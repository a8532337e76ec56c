package dev.chimera.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
        name = "secrets",
        description = "The names of the secrets that agents use, and whether they resolve; never a value.",
        subcommands = SecretsCommand.Check.class)
final class SecretsCommand extends ServerCommand {

    SecretsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("secrets"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        table(answer, terminal);
    }

    private static void table(JsonNode answer, Terminal terminal) {
        if (answer.path("secrets").isEmpty()) {
            terminal.print("No secrets; agents that pay, or that post to X, need some.");
            return;
        }
        Table table = new Table()
                .column("SECRET", Table.Fit.LEFT, terminal.ink()::bold)
                .column("STATE", Table.Fit.LEFT, terminal.ink()::status)
                .column("WHY", Table.Fit.SHRINKS);
        for (JsonNode secret : answer.path("secrets")) {
            JsonNode error = secret.path("error");
            table.row(
                    Json.text(secret, "name"),
                    Json.flag(secret, "resolves") ? "ok" : "away",
                    (Json.text(error, "code") + " " + Json.text(error, "message")).strip());
        }
        table.print(terminal);
    }

    @Command(name = "check", description = "Ask for every secret now; exit status 1 when one does not resolve.")
    static final class Check extends ServerCommand {

        Check(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return get(Resource.of("secrets"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            table(answer, terminal);
        }

        @Override
        ExitStatus statusOf(JsonNode answer) {
            for (JsonNode secret : answer.path("secrets")) {
                if (!Json.flag(secret, "resolves")) {
                    return ExitStatus.FAILED;
                }
            }
            return ExitStatus.OK;
        }
    }
}
