package dev.chimera.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "mcp",
        description = "Offer an MCP server over standard input and output.",
        subcommands = McpCommand.Twitter.class)
final class McpCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw CliFailure.usage("chimera mcp needs the name of a server", "there is `chimera mcp twitter`");
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
            String key = session.surroundings().variable("CHIMERA_TOKEN");
            if (key.isEmpty()) {
                throw CliFailure.badInput(
                        "UNAUTHORIZED",
                        "CHIMERA_TOKEN is not set: who posts is decided by an agent's key",
                        "make one with `" + session.surroundings().command() + " agents key NAME` and set it");
            }
            new McpForwarder(session.working().server(), "/mcp/twitter", key, session.terminal())
                    .forwardAll(session.surroundings().in());
            return ExitStatus.OK.code();
        }
    }
}
