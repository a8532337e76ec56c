package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A server's random password: 32 hexadecimal digits, so that it needs no escaping in a URL, in a file of mode 0600. */
final class Secret {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    /** Reads the password, or makes one if there is none yet. */
    static String in(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] bytes = new byte[16];
            RANDOM.nextBytes(bytes);
            write(file, HexFormat.of().formatHex(bytes) + "\n");
        }
        return Files.readString(file, UTF_8).strip();
    }

    /** Writes a file that only this user can read, from its first byte on. */
    static void write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, UTF_8);
    }
}
