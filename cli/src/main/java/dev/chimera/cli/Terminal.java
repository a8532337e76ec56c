package dev.chimera.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where answers (standard output) and everything else (standard error) are printed.
 *
 * @param out for answers
 * @param err for progress, notes and errors
 * @param width columns of a line
 * @param ink colours of standard output
 * @param errInk colours of standard error
 * @param live whether a line on standard error can be redrawn
 * @param answers whether somebody sits there who can be asked
 */
record Terminal(PrintStream out, PrintStream err, int width, Ink ink, Ink errInk, boolean live, boolean answers) {

    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 40;

    /** The terminal of this process; UTF-8 whatever the locale, because posts are. */
    static Terminal ofProcess(Map<String, String> environment) {
        boolean outIsTerminal = isTerminal(1);
        boolean errIsTerminal = isTerminal(2);
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean colour = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                width(environment, outIsTerminal || errIsTerminal),
                new Ink(colour && outIsTerminal),
                new Ink(colour && errIsTerminal),
                errIsTerminal && !dumb,
                errIsTerminal && isTerminal(0));
    }

    /** A line of the answer. */
    void print(String line) {
        out.println(line);
    }

    /** A line beside the answer. */
    void note(String line) {
        err.println(line);
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        // Without /proc the JDK knows about standard input and output together only.
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    static int width(Map<String, String> environment, boolean terminal) {
        int columns = positive(environment.getOrDefault("COLUMNS", ""));
        if (columns == 0 && terminal) {
            columns = askStty();
        }
        return columns == 0 ? DEFAULT_WIDTH : Math.max(LEAST_WIDTH, columns);
    }

    /** Shells don't export COLUMNS; {@code stty size} answers "rows columns". */
    private static int askStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return 0;
            }
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            return size.length == 2 ? positive(size[1]) : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int positive(String number) {
        return number.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(number) : 0;
    }
}
