package dev.chimera.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class StandardOptions {

    private final Session session;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    void help(boolean on) {
        // picocli prints the help itself.
    }

    StandardOptions(Session session) {
        this.session = session;
    }

    @Option(names = "--debug", description = "Show the stack trace of an error.")
    void debug(boolean on) {
        if (on) {
            session.showStackTraces();
        }
    }
}
