package dev.chimera.cli;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One invocation: its options, and its way to a server, which is found or started when a command first asks and stopped
 * at the end if it was started here.
 */
final class Session implements AutoCloseable {

    /** Any free port: what is started here is found through server.json. */
    private static final String ANY_PORT = "--server.port=0";

    /** A server that only answers: looking at a campaign must not move it. */
    private static final String ANSWERING_ONLY = "--chimera.roles=api";

    private final Surroundings surroundings;
    private final LocalServer local;
    private boolean json;
    private boolean debug;
    private @Nullable ApiClient api;
    private @Nullable ServerFile found;
    private @Nullable ServerProcess started;

    Session(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.local = new LocalServer(surroundings);
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Terminal terminal() {
        return surroundings.terminal();
    }

    Timing timing() {
        return surroundings.timing();
    }

    LocalServer local() {
        return local;
    }

    void answerInJson() {
        json = true;
    }

    boolean inJson() {
        return json;
    }

    void showStackTraces() {
        debug = true;
    }

    boolean showsStackTraces() {
        return debug;
    }

    /** Prints the one document of a command with {@code --json}. */
    void print(JsonNode document) {
        Terminal terminal = terminal();
        terminal.print(terminal.ink().coloured() ? Json.pretty(document) : Json.compact(document));
    }

    /** The server, for looking and deciding; one that is started for it does no work by itself. */
    ApiClient answering() throws InterruptedException {
        return connect(List.of(ANY_PORT, ANSWERING_ONLY), true);
    }

    /** The server, for working through campaigns. */
    ApiClient working() throws InterruptedException {
        return connect(List.of(ANY_PORT), false);
    }

    /** The server that runs already, or an error. */
    ApiClient existing() throws InterruptedException {
        if (!isRemote() && api == null && local.running().isEmpty()) {
            throw new CliFailure(
                    ExitStatus.UNREACHABLE,
                    CliFailure.SERVER_UNREACHABLE,
                    "no server runs on " + local.home(),
                    "start one with `" + surroundings.command() + " up`");
        }
        return answering();
    }

    /**
     * Where the running server and its databases are. Of the local one, its own file says everything; a remote one gives
     * no passwords away.
     */
    JsonNode places() throws InterruptedException {
        ApiClient server = existing();
        return found == null ? server.get(Resource.of("env")) : found.places().document();
    }

    /** The server as a person who decides; a remote server knows that person by {@code CHIMERA_TOKEN}. */
    ApiClient moderating() throws InterruptedException {
        ApiClient operator = answering();
        boolean ownToken = !surroundings.variable("CHIMERA_TOKEN").isEmpty();
        return found == null || ownToken ? operator : operator.as(found.moderatorToken());
    }

    /** Takes a server over: it is stopped when this command ends. */
    ServerProcess own(ServerProcess server) {
        started = server;
        return server;
    }

    /** Whether {@code CHIMERA_SERVER} names the server. */
    boolean isRemote() {
        return !surroundings.variable("CHIMERA_SERVER").isEmpty();
    }

    /** Whether the server ends with this command. */
    boolean hasStartedServer() {
        return started != null;
    }

    /**
     * Looks for a server again, after the one that another command had started went away with it; false when the one
     * that is gone was remote or our own, so that there is nothing to look for.
     */
    boolean forgetLostServer() {
        if (found == null || started != null) {
            return false;
        }
        api = null;
        found = null;
        return true;
    }

    private ApiClient connect(List<String> arguments, boolean quietly) throws InterruptedException {
        if (api == null) {
            String remote = surroundings.variable("CHIMERA_SERVER");
            api = remote.isEmpty() ? connectLocally(arguments, quietly) : new ApiClient(url(remote), token(null));
        }
        return api;
    }

    private ApiClient connectLocally(List<String> arguments, boolean quietly) throws InterruptedException {
        Optional<ServerFile> running = local.running();
        ServerFile server = running.isPresent() ? running.get() : start(arguments, quietly);
        found = server;
        return new ApiClient(server.httpUrl(), token(server.operatorToken()));
    }

    private ServerFile start(List<String> arguments, boolean quietly) throws InterruptedException {
        String text = "starting PostgreSQL, Redis and the server ...";
        if (!quietly && !terminal().live()) {
            terminal().note(text);
        }
        try (Spinner spinner = new Spinner(terminal(), text)) {
            ServerProcess server = own(local.startInBackground(arguments));
            ServerFile answering = local.await(server, spinner);
            if (!server.isAlive()) {
                started = null;
            }
            return answering;
        }
    }

    private @Nullable String token(@Nullable String otherwise) {
        String token = surroundings.variable("CHIMERA_TOKEN");
        return token.isEmpty() ? otherwise : token;
    }

    private static URI url(String text) {
        if (text.contains("@")) {
            throw CliFailure.badInput(
                    "INVALID_SERVER_URL",
                    "CHIMERA_SERVER has a user name or a password in it",
                    "set it to a URL like http://127.0.0.1:8080, and CHIMERA_TOKEN to the token");
        }
        try {
            URI url = URI.create(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for every other text that is no URL of a server.
        }
        throw CliFailure.badInput(
                "INVALID_SERVER_URL",
                "CHIMERA_SERVER is '" + text + "'",
                "set it to a URL like http://127.0.0.1:8080, or unset it");
    }

    /** Stops the server that was started here, even when this thread has been interrupted. */
    @Override
    public void close() {
        if (started == null) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try (Spinner spinner = new Spinner(terminal(), "stopping the server ...")) {
            spinner.turn();
            started.stop();
        }
        started = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
