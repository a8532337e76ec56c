package dev.chimera.bridge.x;

import dev.chimera.failure.ChimeraException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A medium on our disk, for as long as it takes to hand it on. */
record Medium(Path file, MediaKind kind, long bytes) implements AutoCloseable {

    private static final int PIECE = 64 * 1024;

    /**
     * Takes a stream in, and no more of it than its kind may have.
     *
     * @param mostVideo our own bound, in bytes
     * @throws ChimeraException MEDIA_KIND_UNKNOWN, MEDIA_TOO_LARGE
     */
    static Medium receive(InputStream from, long mostVideo) throws IOException {
        byte[] head = from.readNBytes(MediaKind.TELLING);
        MediaKind kind = MediaKind.of(head)
                .orElseThrow(() -> ChimeraException.badInput(
                        "MEDIA_KIND_UNKNOWN",
                        head.length == 0 ? "there is nothing in it" : "this is no JPEG, PNG, WEBP, GIF or MP4",
                        "its first bytes decide, whatever it is called"));
        long most = kind == MediaKind.MP4 ? Math.min(mostVideo, kind.most()) : kind.most();
        Path file = Files.createTempFile("chimera-media-", ".part");
        try {
            return new Medium(file, kind, copy(head, from, file, most, kind));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static long copy(byte[] head, InputStream from, Path file, long most, MediaKind kind) throws IOException {
        long bytes = head.length;
        byte[] piece = new byte[PIECE];
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(head);
            for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
                bytes += read;
                if (bytes > most) {
                    throw ChimeraException.badInput(
                            "MEDIA_TOO_LARGE",
                            "this " + kind + " has more than " + most + " bytes",
                            "make it smaller: images have up to 5 MB, GIFs up to 15 MB");
                }
                out.write(piece, 0, read);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
