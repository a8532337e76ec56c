package dev.chimera.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 lines of a stream, none of them longer than a bound. */
final class BoundedLines {

    /** A line was longer than the bound; it has been skipped. */
    static final class TooLong extends IOException {}

    private final InputStream input;
    private final int longest;

    BoundedLines(InputStream input, int longest) {
        this.input = new BufferedInputStream(input);
        this.longest = longest;
    }

    /** The next line without its end; null at the end of the stream. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        int b = input.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = input.read()) {
            if (line.size() < longest) {
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        if (tooLong) {
            throw new TooLong();
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
