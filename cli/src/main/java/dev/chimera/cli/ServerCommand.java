package dev.chimera.cli;

import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/** A command that is one call to the server and the printing of its answer, as JSON or for a person. */
abstract class ServerCommand implements Callable<Integer>, AnswersInJson {

    private final Session session;

    ServerCommand(Session session) {
        this.session = session;
    }

    @Override
    public final Integer call() throws InterruptedException {
        JsonNode answer = ask();
        if (session.inJson()) {
            session.print(answer);
        } else {
            show(answer, session.terminal());
        }
        return statusOf(answer).code();
    }

    abstract JsonNode ask() throws InterruptedException;

    abstract void show(JsonNode answer, Terminal terminal);

    ExitStatus statusOf(JsonNode answer) {
        return ExitStatus.OK;
    }

    JsonNode get(Resource resource) throws InterruptedException {
        return session.answering().get(resource);
    }

    JsonNode post(Resource resource) throws InterruptedException {
        return session.answering().post(resource);
    }

    JsonNode post(Resource resource, JsonNode body) throws InterruptedException {
        return session.answering().post(resource, body);
    }

    Session session() {
        return session;
    }

    Timing timing() {
        return session.timing();
    }

    /** Says when something that was just decided will be done, where no server stays to do it. */
    void noteWhoGoesOn(Terminal terminal) {
        if (session.hasStartedServer()) {
            String command = session.surroundings().command();
            terminal.note("It goes on with the next `" + command + " run`, or while `" + command + " up` runs.");
        }
    }
}
