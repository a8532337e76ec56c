package dev.chimera.worker.source;

import dev.chimera.fetch.FetchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of sources may be in memory at once. Those who read side by side take from it, and nothing comes back. */
public final class Room {

    static final String CODE = "SOURCES_TOO_LARGE";
    static final String REFUSAL =
            "there is no room for it beside the campaign's other sources; name fewer or smaller ones, or give the server"
                    + " more chimera.research.memory";

    private static final int CHUNK = 64 * 1_024;

    private final AtomicLong left;
    private volatile boolean refused;

    public Room(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Whether somebody asked for more than was left. */
    public boolean refused() {
        return refused;
    }

    public long left() {
        return left.get();
    }

    boolean take(long bytes) {
        boolean taken = left.getAndUpdate(there -> there >= bytes ? there - bytes : there) >= bytes;
        if (!taken) {
            refused = true;
        }
        return taken;
    }

    /**
     * Up to so many bytes, each taken from this room before it is read.
     *
     * @throws FetchException SOURCES_TOO_LARGE when there is no room for them
     */
    byte[] read(String location, InputStream in, int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(CHUNK);
        while (bytes.size() < most) {
            int wanted = Math.min(CHUNK, most - bytes.size());
            if (!take(wanted)) {
                throw new FetchException(CODE, location + ": " + REFUSAL);
            }
            byte[] chunk = in.readNBytes(wanted);
            left.addAndGet(wanted - chunk.length);
            bytes.writeBytes(chunk);
            if (chunk.length < wanted) {
                break;
            }
        }
        return bytes.toByteArray();
    }
}
