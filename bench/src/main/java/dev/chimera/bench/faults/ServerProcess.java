package dev.chimera.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which may be killed and stopped. */
final class ServerProcess {

    private final String name;
    private final Process process;
    private final Path portFile;
    private final Path log;

    private ServerProcess(String name, Process process, Path portFile, Path log) {
        this.name = name;
        this.process = process;
        this.portFile = portFile;
        this.log = log;
    }

    /** Starts it; what it says goes to the end of the log. */
    static ServerProcess start(
            String name, List<String> command, Map<String, String> environment, Path portFile, Path log)
            throws IOException {
        Files.deleteIfExists(portFile);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ServerProcess(name, process, portFile, log);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Only once it is dead. */
    int exitStatus() {
        return process.exitValue();
    }

    /** Empty until it is ready. */
    OptionalInt port() {
        try {
            return process.isAlive() && Files.exists(portFile)
                    ? OptionalInt.of(Integer.parseInt(Files.readString(portFile)))
                    : OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() {
        return port().isPresent();
    }

    /** SIGKILL, and gone when this returns. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** SIGSTOP. */
    void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    void proceed() throws IOException, InterruptedException {
        signal("CONT");
    }

    boolean isStopped() throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", Long.toString(pid())).start();
        String state = new String(ps.getInputStream().readAllBytes(), UTF_8).strip();
        ps.waitFor();
        return state.startsWith("T");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill -" + signal + " ended with " + status);
        }
    }

    /** Its last words, for whoever wants to know why it is not ready. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
}
