package dev.chimera.cli;

import picocli.CommandLine.Option;

/** For commands that have an answer. */
final class JsonOption {

    private final Session session;

    JsonOption(Session session) {
        this.session = session;
    }

    @Option(names = "--json", description = "Answer with one JSON document on standard output, and nothing else there.")
    void json(boolean on) {
        if (on) {
            session.answerInJson();
        }
    }
}
