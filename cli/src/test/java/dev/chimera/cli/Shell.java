package dev.chimera.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Types a command: in a folder, with variables, at a time that only moves while the command waits. */
final class Shell {

    record Result(int status, String out, String err) {}

    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private int width = 100;
    private boolean terminal;
    private Instant now = START;
    private boolean inRealTime;
    private Runnable onFirstOutput = () -> {};
    private Interruption interruption = new Interruption(Thread.currentThread());

    Shell(Path directory) {
        this.directory = directory;
        environment.put("PATH", System.getenv().getOrDefault("PATH", ""));
    }

    static Shell at(Path directory, FakeServer server) {
        return new Shell(directory).with("CHIMERA_SERVER", server.url()).with("CHIMERA_TOKEN", "a-token");
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell input(String text) {
        return input(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    Shell input(InputStream stream) {
        in = stream;
        return this;
    }

    /** For commands that wait for a process. */
    Shell inRealTime() {
        inRealTime = true;
        return this;
    }

    /** Does something as soon as the command has printed anything on standard output. */
    Shell onFirstOutput(Runnable action) {
        onFirstOutput = action;
        return this;
    }

    Shell columns(int columns) {
        width = columns;
        return this;
    }

    Shell onTerminal() {
        terminal = true;
        return this;
    }

    Interruption interruption() {
        return interruption;
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                Runnable first = onFirstOutput;
                onFirstOutput = () -> {};
                first.run();
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = surroundings(out, err);
        int status = Chimera.run(surroundings, arguments);
        Thread.interrupted();
        interruption = new Interruption(Thread.currentThread());
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Surroundings surroundings(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        Terminal captured = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                width,
                new Ink(terminal),
                new Ink(terminal),
                terminal,
                terminal);
        InstantSource clock = () -> now;
        return new Surroundings(
                environment,
                directory,
                in,
                captured,
                inRealTime ? Timing.ofProcess() : new Timing(clock, ZoneOffset.UTC, this::pass),
                interruption);
    }

    /** Which time it is for the command. */
    Instant now() {
        return now;
    }

    /** Time passes at once, but an interrupt is noticed as it is while sleeping. */
    private void pass(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        now = now.plus(duration);
    }
}
