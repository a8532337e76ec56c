package dev.chimera.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "posts",
        description = "What has been published, with its sources; settle an agent's own post whose outcome is open.",
        subcommands = {PostsCommand.UnsettledPosts.class, PostsCommand.Settle.class})
final class PostsCommand extends ServerCommand {

    @Option(names = "--agent", paramLabel = "NAME", description = "Only this agent's.")
    private @Nullable String agent;

    PostsCommand(Session session) {
        super(session);
    }

    @Override
    JsonNode ask() throws InterruptedException {
        return get(Resource.of("posts").with("agent", agent));
    }

    @Override
    void show(JsonNode answer, Terminal terminal) {
        List<JsonNode> posts = Json.list(answer, "posts");
        if (posts.isEmpty()) {
            terminal.print("Nothing has been published.");
        }
        for (int i = 0; i < posts.size(); i++) {
            if (i > 0) {
                terminal.print("");
            }
            PostCard.print(terminal, timing(), posts.get(i));
        }
    }

    @Command(name = "unsettled", description = "Agents' own posts of which nobody knows whether they were published.")
    static final class UnsettledPosts extends ServerCommand {

        UnsettledPosts(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return get(Resource.of("posts", "unsettled"));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            List<JsonNode> posts = Json.list(answer, "posts");
            if (posts.isEmpty()) {
                terminal.print("No agent's own post waits for a person.");
                return;
            }
            for (JsonNode post : posts) {
                terminal.print("  " + terminal.ink().bold(DisplayText.oneLine(Json.text(post, "agent"))) + "  "
                        + timing().shortly(Json.text(post, "sent_at")) + "  "
                        + DisplayText.oneLine(Json.text(post, "id")));
                PostCard.printText(terminal, Json.text(post, "text"));
            }
            terminal.print("");
            terminal.print("Look at the account, then: "
                    + session().surroundings().command() + " posts settle ID --posted, or --not-posted");
        }
    }

    @Command(name = "settle", description = "Say whether an agent's own post was published whose answer was lost.")
    static final class Settle extends ServerCommand {

        @Parameters(paramLabel = "POST_ID", description = "A post's id.")
        private String id = "";

        @ArgGroup(multiplicity = "1")
        private Outcome outcome = new Outcome();

        /** One of the two, and never both. */
        static final class Outcome {

            @Option(names = "--posted", description = "It was published: you have seen it in the account.")
            private boolean posted;

            @Option(
                    names = "--not-posted",
                    description = "It was not: its price goes back to the day's budget, and its text is free again.")
            void notPosted(boolean on) {
                posted = posted && !on;
            }
        }

        Settle(Session session) {
            super(session);
        }

        @Override
        JsonNode ask() throws InterruptedException {
            return session()
                    .moderating()
                    .post(Resource.of("posts", id, "settlement"), Json.object().put("posted", outcome.posted));
        }

        @Override
        void show(JsonNode answer, Terminal terminal) {
            terminal.print("Settled " + id + (outcome.posted ? " as posted." : " as not posted."));
        }
    }
}
