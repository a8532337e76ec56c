package dev.chimera.fakes;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A fake that runs in a process of its own, with this process's class path, for as long as this is open. */
public final class FakeProcess implements AutoCloseable {

    private static final long SECONDS_TO_END = 5;

    private final Process process;
    private final URI url;

    private FakeProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts a main class that ends in {@link FakeServer#runUntilInputEnds()}, and waits until it is ready.
     *
     * @throws IOException when it ended instead; why is on standard error
     */
    public static FakeProcess start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String ready = output.readLine();
        if (ready == null) {
            throw new IOException(main.getSimpleName() + " ended before it was ready");
        }
        return new FakeProcess(
                process,
                URI.create(JsonMapper.shared().readTree(ready).path("url").asString()));
    }

    public URI url() {
        return url;
    }

    /** Ends it as a kill would, in the middle of whatever it does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
