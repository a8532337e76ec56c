package dev.chimera.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The server of this machine's home: finds the one that runs, starts one.
 *
 * <p>How a server is started is the launcher's knowledge; it passes the command as words in
 * {@code CHIMERA_SERVER_COMMAND}. A server that is started here knows our process id and ends when we are gone, however
 * that happens.
 */
final class LocalServer {

    /** A first start initialises a database, which takes seconds on a slow disk. */
    static final Duration START_BOUND = Duration.ofSeconds(60);

    /** For the one that another command started a moment before ours. */
    private static final Duration OTHER_START_BOUND = Duration.ofSeconds(20);

    private static final Duration ANSWER_BOUND = Duration.ofSeconds(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Surroundings surroundings;
    private final Path home;

    LocalServer(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.home = surroundings.home();
    }

    Path home() {
        return home;
    }

    Path log() {
        return home.resolve("server.log");
    }

    /** The server that runs on this home and answers. */
    Optional<ServerFile> running() throws InterruptedException {
        Optional<ServerFile> file = ServerFile.read(home);
        return file.isPresent() && file.get().operator().answers(ANSWER_BOUND) ? file : Optional.empty();
    }

    /** Starts a server whose output is this terminal's. */
    ServerProcess startInForeground(List<String> arguments) {
        return launch(arguments, false);
    }

    /** Starts a server that writes to {@link #log()}. */
    ServerProcess startInBackground(List<String> arguments) {
        return launch(arguments, true);
    }

    /**
     * Waits until the server answers. When it ends before, its own error is repeated; when it ended because another one
     * took the home at the same moment, that one is as good, and gets its time to start.
     */
    ServerFile await(ServerProcess server, Spinner spinner) throws InterruptedException {
        Instant latest = now().plus(START_BOUND);
        CliFailure locked = null;
        while (now().isBefore(latest)) {
            Optional<ServerFile> found = running();
            if (found.isPresent()) {
                return found.get();
            }
            if (locked == null && !server.isAlive()) {
                CliFailure failure = server.startFailure(log());
                if (!failure.code().equals("HOME_LOCKED")) {
                    throw failure;
                }
                locked = failure;
                latest = now().plus(OTHER_START_BOUND);
            }
            spinner.turn();
            surroundings.timing().pacer().pause(LOOK_EVERY);
        }
        throw locked != null
                ? locked
                : new CliFailure(
                        ExitStatus.UNREACHABLE,
                        CliFailure.SERVER_UNREACHABLE,
                        "the server on " + home + " did not answer within " + START_BOUND.toSeconds() + " s",
                        "see " + log());
    }

    private Instant now() {
        return surroundings.timing().clock().instant();
    }

    private ServerProcess launch(List<String> arguments, boolean toLog) {
        String command = surroundings.variable("CHIMERA_SERVER_COMMAND");
        if (command.isEmpty()) {
            throw new CliFailure(
                    ExitStatus.UNREACHABLE,
                    CliFailure.SERVER_UNREACHABLE,
                    "no server runs on " + home + ", and this program was not started by the launcher",
                    "use ./chimera, or set CHIMERA_SERVER to a server's URL");
        }
        List<String> words = new ArrayList<>(apartFromTerminal());
        words.addAll(List.of(command.split("\\s+")));
        words.addAll(arguments);
        words.add("--chimera.parent-pid=" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(home);
            ProcessBuilder builder =
                    new ProcessBuilder(words).directory(surroundings.directory().toFile());
            builder.environment().clear();
            builder.environment().putAll(surroundings.environment());
            builder.environment().put("CHIMERA_HOME", home.toString());
            if (toLog) {
                keepPreviousLog();
                builder.redirectErrorStream(true).redirectOutput(log().toFile());
                builder.redirectInput(Path.of("/dev/null").toFile());
            } else {
                builder.inheritIO();
            }
            return new ServerProcess(builder.start());
        } catch (IOException e) {
            throw new CliFailure(
                    ExitStatus.BAD_INPUT,
                    "SERVER_START_FAILED",
                    "the server can't be started on " + home + ": " + e.getMessage(),
                    "check that the folder can be written, or set CHIMERA_HOME to another",
                    e);
        }
    }

    /**
     * Ctrl-C reaches every process of the terminal's foreground group, databases included, and would take them away
     * before we have cleaned up. In a session of its own the server gets our SIGTERM only; where there is no setsid it
     * is started with SIGINT ignored.
     */
    private List<String> apartFromTerminal() {
        for (String folder : surroundings.variable("PATH").split(":")) {
            Path setsid = Path.of(folder, "setsid");
            if (Files.isExecutable(setsid)) {
                return List.of(setsid.toString());
            }
        }
        return List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");
    }

    private void keepPreviousLog() throws IOException {
        if (Files.exists(log())) {
            Files.move(log(), home.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
