package dev.chimera.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "mcp",
        description = "Offer an MCP server over standard input and output.",
        subcommands = {McpCommand.Twitter.class, McpCommand.Commerce.class})
final class McpCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw CliFailure.usage(
                "chimera mcp needs the name of a server", "there are `chimera mcp twitter` and `chimera mcp commerce`");
    }

    @Command(
            name = "twitter",
            description = {
                "post_tweet over stdio, as the agent whose key is CHIMERA_TOKEN.",
                "For an MCP client that starts its servers as programs: command `chimera`, arguments `mcp twitter`."
            })
    static final class Twitter implements Callable<Integer> {

        private final Session session;

        Twitter(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws InterruptedException {
            return forward(session, "/mcp/twitter");
        }
    }

    @Command(
            name = "commerce",
            description = {
                "transfer and get_wallet over stdio, as the agent whose key is CHIMERA_TOKEN.",
                "Without a person's approval it pays up to the wallet's auto_approve limits, and only who is allowed.",
                "For an MCP client that starts its servers as programs: command `chimera`, arguments `mcp commerce`."
            })
    static final class Commerce implements Callable<Integer> {

        private final Session session;

        Commerce(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws InterruptedException {
            return forward(session, "/mcp/commerce");
        }
    }

    private static int forward(Session session, String path) throws InterruptedException {
        String key = session.surroundings().variable("CHIMERA_TOKEN");
        if (key.isEmpty()) {
            throw CliFailure.badInput(
                    "UNAUTHORIZED",
                    "CHIMERA_TOKEN is not set: who acts is decided by an agent's key",
                    "make one with `" + session.surroundings().command() + " agents key NAME` and set it");
        }
        new McpForwarder(session.working().server(), path, key, session.terminal())
                .forwardAll(session.surroundings().in());
        return ExitStatus.OK.code();
    }
}
