package dev.chimera.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that this command has started, and stops. */
final class ServerProcess {

    private static final Duration DRAIN_BOUND = Duration.ofSeconds(30);
    private static final Pattern ERROR_LINE = Pattern.compile("chimera: ([A-Z][A-Z0-9_]*): (.*)");

    private final Process process;

    ServerProcess(Process process) {
        this.process = process;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** SIGTERM, so that it drains and stops its databases; SIGKILL when it has not ended after the bound. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(DRAIN_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Why it ended instead of starting: the last error line of its log. */
    CliFailure startFailure(Path log) {
        int exit = process.exitValue();
        for (String line : lastFirst(log)) {
            Matcher error = ERROR_LINE.matcher(line.strip());
            if (error.matches()) {
                String text = error.group(2);
                int hint = text.lastIndexOf("; ");
                return new CliFailure(
                        ExitStatus.ofChild(exit),
                        error.group(1),
                        hint < 0 ? text : text.substring(0, hint),
                        hint < 0 ? "" : text.substring(hint + 2));
            }
        }
        return new CliFailure(
                ExitStatus.FAILED, "SERVER_START_FAILED", "the server ended with exit status " + exit, "see " + log);
    }

    private static List<String> lastFirst(Path log) {
        // One byte per character: a log that was cut in the middle of a character must not hide the error.
        Charset lenient = StandardCharsets.ISO_8859_1;
        try {
            return Files.readAllLines(log, lenient).reversed().stream()
                    .map(line -> new String(line.getBytes(lenient), StandardCharsets.UTF_8))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
