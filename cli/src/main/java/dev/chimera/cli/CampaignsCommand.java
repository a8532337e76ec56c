package dev.chimera.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "campaigns",
        description = "List campaigns; pause and resume one.",
        subcommands = {CampaignsCommand.Pause.class, CampaignsCommand.Resume.class})
final class CampaignsCommand extends ServerCommand {

    CampaignsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("campaigns"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        if (answer.path("campaigns").isEmpty()) {
            terminal.print(
                    "No campaigns; start one with `" + session().surroundings().command() + " run FILE`.");
            return;
        }
        Table table = new Table()
                .column("CAMPAIGN")
                .column("STATUS", Table.Fit.LEFT, terminal.ink()::status)
                .column("AGENT", Table.Fit.SHRINKS)
                .column("TODAY", Table.Fit.RIGHT)
                .column("DAILY", Table.Fit.RIGHT)
                .column("GOAL", Table.Fit.SHRINKS);
        for (JsonNode campaign : answer.path("campaigns")) {
            table.row(
                    Json.text(campaign, "id"),
                    Json.text(campaign, "status"),
                    Json.text(campaign, "agent"),
                    dollars(campaign, "spent_today_usd"),
                    dollars(campaign, "daily_budget_usd"),
                    Json.text(campaign, "goal"));
        }
        table.print(terminal);
    }

    private static String dollars(JsonNode campaign, String field) {
        String amount = Json.text(campaign, field);
        return amount.isEmpty() ? "" : "$" + amount;
    }

    @Command(name = "pause", description = "Stop a campaign: nothing of it is published any more.")
    static final class Pause extends ServerCommand {

        @Parameters(paramLabel = "ID", description = "A campaign's id.")
        private String id = "";

        Pause(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("campaigns", id, "pause"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Paused " + id + ".");
        }
    }

    @Command(name = "resume", description = "Let a paused campaign go on.")
    static final class Resume extends ServerCommand {

        @Parameters(paramLabel = "ID", description = "A campaign's id.")
        private String id = "";

        Resume(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return post(Resource.of("campaigns", id, "resume"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Resumed " + id + ".");
            noteWhoGoesOn(terminal);
        }
    }
}
