package dev.chimera.fakes.x;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.databind.JsonNode;

/** What was really posted, one JSON line each, appended and never changed; on the disk when {@link #append} returns. */
final class Ledger {

    private final FileChannel file;
    private final Object syncing = new Object();
    private long written;
    private long synced;

    private Ledger(FileChannel file) {
        this.file = file;
    }

    static Ledger open(Path path) throws IOException {
        return new Ledger(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    void append(JsonNode entry) throws IOException {
        long mine = write(ByteBuffer.wrap((Call.JSON.writeValueAsString(entry) + "\n").getBytes(UTF_8)));
        // Whoever comes second finds, more often than not, that the first has synced its line, too.
        synchronized (syncing) {
            if (synced < mine) {
                long upTo = writtenSoFar();
                file.force(false);
                synced = upTo;
            }
        }
    }

    private synchronized long write(ByteBuffer line) throws IOException {
        while (line.hasRemaining()) {
            file.write(line);
        }
        return ++written;
    }

    private synchronized long writtenSoFar() {
        return written;
    }
}
