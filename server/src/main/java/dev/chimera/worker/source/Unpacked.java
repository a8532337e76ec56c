package dev.chimera.worker.source;

import dev.chimera.fetch.FetchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Bytes without the compression that a server put on them, asked or not: as its header says, and by the first bytes of what
 * has no header ({@code feed.xml.gz}). What is unpacked is bounded as what is fetched, so that a small bomb stays small.
 */
final class Unpacked {

    /** One for the way, one for the file. */
    private static final int MOST_LAYERS = 2;

    private Unpacked() {}

    /** @param encoding the header {@code Content-Encoding}; empty where there is none */
    static byte[] of(String location, byte[] body, String encoding, Room room) throws FetchException {
        String said = encoding.strip().toLowerCase(Locale.ROOT);
        byte[] plain = body;
        try {
            if (said.equals("deflate")) {
                plain = deflated(location, plain, room);
            } else if (!isNone(said) && !said.contains("gzip")) {
                throw new FetchException(
                        "SOURCE_UNREADABLE",
                        location + ": is compressed with '" + said.replaceAll("[^a-z0-9, -]", "?")
                                + "', which was not asked for");
            }
            for (int layer = 0; layer < MOST_LAYERS && isGzip(plain); layer++) {
                plain = bounded(location, new GZIPInputStream(new ByteArrayInputStream(plain)), room);
            }
            return plain;
        } catch (FetchException e) {
            throw e;
        } catch (IOException e) {
            throw new FetchException("SOURCE_UNREADABLE", location + ": can't be unpacked, it is cut off or damaged");
        }
    }

    private static boolean isNone(String encoding) {
        return encoding.isEmpty() || encoding.equals("identity") || encoding.equals("none") || encoding.equals("utf-8");
    }

    private static boolean isGzip(byte[] body) {
        return body.length > 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b;
    }

    /** With the two bytes that the standard asks for, or without them, as many servers send it. */
    private static byte[] deflated(String location, byte[] body, Room room) throws IOException {
        boolean wrapped =
                body.length > 1 && (body[0] & 0x0f) == 8 && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) % 31 == 0;
        Inflater inflater = new Inflater(!wrapped);
        try {
            return bounded(location, new InflaterInputStream(new ByteArrayInputStream(body), inflater), room);
        } finally {
            inflater.end();
        }
    }

    private static byte[] bounded(String location, InputStream packed, Room room) throws IOException {
        try (packed) {
            byte[] plain = room.read(location, packed, SourceReader.MOST_BYTES + 1);
            if (plain.length > SourceReader.MOST_BYTES) {
                throw new FetchException("SOURCE_TOO_LARGE", location + ": is larger than 5 MB when it is unpacked");
            }
            return plain;
        }
    }
}
