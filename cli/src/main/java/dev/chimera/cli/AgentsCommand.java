package dev.chimera.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "agents",
        description = "List agents; make an API key for one; connect, pause and resume; whom none may address.",
        subcommands = {
            AgentsCommand.Key.class,
            ConnectCommand.class,
            AgentsCommand.Pause.class,
            AgentsCommand.Resume.class,
            OptOutsCommand.class
        })
final class AgentsCommand extends ServerCommand {

    AgentsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("agents"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        if (answer.path("agents").isEmpty()) {
            terminal.print("No agents; a campaign file brings one.");
            return;
        }
        Table table = new Table()
                .column("AGENT", Table.Fit.SHRINKS, terminal.ink()::bold)
                .column("STATE", Table.Fit.LEFT, terminal.ink()::status)
                .column("POSTS", Table.Fit.RIGHT)
                .column("NEXT SLOT")
                .column("ID");
        for (JsonNode agent : answer.path("agents")) {
            table.row(
                    Json.text(agent, "name"),
                    Json.flag(agent, "paused") ? "paused" : "active",
                    Json.text(agent, "posts"),
                    timing().ahead(Json.text(agent, "next_slot_at")),
                    Json.text(agent, "id"));
        }
        table.print(terminal);
    }

    @Command(name = "key", description = "Make an agent's API key for MCP; it is shown once.")
    static final class Key extends ServerCommand {

        @Parameters(paramLabel = "NAME", description = "An agent's name.")
        private String name = "";

        Key(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("agents", name, "key"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(Json.text(answer, "api_key"));
            terminal.note("This is the key of " + name + ", shown once: keep it. For `"
                    + session().surroundings().command() + " mcp twitter` set CHIMERA_TOKEN to it.");
        }
    }

    @Command(name = "pause", description = "Stop an agent from posting.")
    static final class Pause extends ServerCommand {

        @Parameters(paramLabel = "NAME", description = "An agent's name.")
        private String name = "";

        Pause(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("agents", name, "pause"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(name + " is paused.");
        }
    }

    @Command(name = "resume", description = "Let a paused agent post again.")
    static final class Resume extends ServerCommand {

        @Parameters(paramLabel = "NAME", description = "An agent's name.")
        private String name = "";

        Resume(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("agents", name, "resume"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print(name + " is active.");
            noteWhoGoesOn(terminal);
        }
    }
}
