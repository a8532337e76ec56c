package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM that owns a home until it is killed or closed. */
final class OwnerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;

    private OwnerProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(UTF_8);
    }

    static OwnerProcess of(Path home) throws IOException {
        return run(OwnerProcess.class, home.toString());
    }

    static OwnerProcess run(Class<?> main, String... arguments) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        List<String> command =
                new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new OwnerProcess(new ProcessBuilder(command).start());
    }

    /** The next line that it prints; null at its end. */
    String line() throws IOException {
        return String.valueOf(out.readLine());
    }

    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), UTF_8);
    }

    long pid() {
        return process.pid();
    }

    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for the end. */
    int exitStatus() {
        return process.onExit().join().exitValue();
    }

    /** SIGKILL, and waits for the end. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** Starts the servers of a home, prints their two process ids, and waits for its standard input to end. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedServers servers = EmbeddedServers.start(Path.of(arguments[0]))) {
            System.out.println(servers.postgres().orElseThrow().pid());
            System.out.println(servers.redis().orElseThrow().pid());
            System.out.println(System.in.read());
        }
    }
}
