package dev.chimera.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "review",
        description = "What waits for a person; approve or reject it.",
        subcommands = {ReviewCommand.Listing.class, ReviewCommand.Approve.class, ReviewCommand.Reject.class})
final class ReviewCommand extends ServerCommand {

    ReviewCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("reviews"));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        showReviews(session(), answer);
    }

    private static void showReviews(Session session, JsonNode answer) {
        List<JsonNode> reviews = Json.list(answer, "reviews");
        if (reviews.isEmpty()) {
            session.terminal().print("Nothing waits for a person.");
        }
        for (int i = 0; i < reviews.size(); i++) {
            if (i > 0) {
                session.terminal().print("");
            }
            ReviewCard.print(session, reviews.get(i));
        }
    }

    @Command(name = "list", description = "What waits for a person, and why.")
    static final class Listing extends ServerCommand {

        Listing(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return get(Resource.of("reviews"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            showReviews(session(), answer);
        }
    }

    @Command(name = "approve", description = "Let it be done, exactly as it is shown.")
    static final class Approve extends ServerCommand {

        @Parameters(paramLabel = "ID", description = "A review's id.")
        private String id = "";

        Approve(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return session().moderating().post(Resource.of("reviews", id, "approve"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Approved " + id + ".");
            noteWhoGoesOn(terminal);
        }
    }

    @Command(name = "reject", description = "Refuse it; the reason goes back to the worker.")
    static final class Reject extends ServerCommand {

        @Parameters(paramLabel = "ID", description = "A review's id.")
        private String id = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "What is wrong with it.")
        private String reason = "";

        Reject(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            if (reason.isBlank()) {
                throw CliFailure.usage("--reason is empty", "say what is wrong with it");
            }
            return session()
                    .moderating()
                    .post(Resource.of("reviews", id, "reject"), Json.object().put("reason", reason));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Rejected " + id + ".");
            noteWhoGoesOn(terminal);
        }
    }
}
