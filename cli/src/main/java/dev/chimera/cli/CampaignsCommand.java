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
                .column("DAILY", Table.Fit.RIGHT)
                .column("SPENT", Table.Fit.RIGHT)
                .column("RESERVED", Table.Fit.RIGHT)
                .column("FORECAST", Table.Fit.RIGHT)
                .column("GOAL", Table.Fit.SHRINKS);
        for (JsonNode campaign : answer.path("campaigns")) {
            table.row(
                    Json.text(campaign, "id"),
                    Json.text(campaign, "status"),
                    Json.text(campaign, "agent"),
                    Json.dollars(campaign, "daily_budget_usd"),
                    Json.dollars(campaign, "spent_today_usd"),
                    Json.dollars(campaign, "reserved_usd"),
                    forecast(campaign),
                    Json.text(campaign, "goal"));
        }
        table.print(terminal);
    }

    /** A price is missing for something that is approved: then nobody knows what it will come to. */
    private static String forecast(JsonNode campaign) {
        return campaign.path("forecast_usd").isNull() ? "?" : Json.dollars(campaign, "forecast_usd");
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
