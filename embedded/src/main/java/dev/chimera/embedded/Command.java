package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs one short program to its end. */
final class Command {

    private static final Set<String> NEEDED =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH");

    private Command() {}

    /** How it ended, and what it printed (both streams). */
    record Ended(int status, String output) {

        boolean ok() {
            return status == 0;
        }

        /** The last line that says anything, which is where these programs put their reason. */
        String lastLine() {
            return output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce("", (previous, line) -> line);
        }
    }

    /**
     * Standard input is {@code input}; the output goes through a file, because a daemon that the program leaves behind
     * may keep a pipe open for ever.
     *
     * @throws IOException when the program can't be started, or is not done within {@code patience} (it is killed)
     */
    static Ended run(List<String> words, String input, Duration patience) throws IOException {
        Path in = Files.createTempFile("chimera-in", ".txt");
        Path out = Files.createTempFile("chimera-out", ".txt");
        try {
            Files.writeString(in, input, UTF_8);
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            // A database lives longer than this process, may be another user's, and needs none of the keys in here.
            builder.environment().keySet().retainAll(NEEDED);
            // Messages are matched and shown, and dates are stored: neither may depend on whose terminal this is.
            builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
            Process process = builder.start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(words.getFirst() + " was not done within " + patience.toSeconds() + " s");
            }
            return new Ended(process.exitValue(), Files.readString(out, UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + words.getFirst(), e);
        } finally {
            Files.deleteIfExists(in);
            Files.deleteIfExists(out);
        }
    }
}
