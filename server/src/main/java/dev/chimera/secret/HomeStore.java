package dev.chimera.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file per secret in {@code CHIMERA_HOME/secrets}, which only this user can enter.
 *
 * @param home null on a server that keeps nothing on its disk
 */
record HomeStore(@Nullable Path home) {

    private static final FileAttribute<Set<PosixFilePermission>> OWN_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int LARGEST_BYTES = 64 * 1024;

    Secret read(SecretName.Home name) {
        if (home == null) {
            throw SecretFailures.notFound(
                    name, "is not there: this server has no home", "set CHIMERA_HOME, or keep it in aws-sm:");
        }
        Path file = directory(home).resolve(name.file());
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw SecretFailures.notFound(name, "is too long to be one", "look at what is in the file");
            }
            // A person's editor ends a file with a line break.
            String value = Files.readString(file, UTF_8).stripTrailing();
            if (value.isBlank()) {
                throw SecretFailures.notFound(name, "is empty", "write the value into CHIMERA_HOME/secrets");
            }
            return new Secret(name, value);
        } catch (NoSuchFileException _) {
            throw SecretFailures.notFound(
                    name, "is not there", "write the value into a file of this name in CHIMERA_HOME/secrets");
        } catch (IOException e) {
            // The message of a decoding error does not quote; that of any other names the path.
            throw SecretFailures.unavailable(
                    name, e.getClass().getSimpleName(), "make the file readable for the server's user");
        }
    }

    /** Whoever reads meanwhile gets the old value or the new one; after a crash, too. */
    void write(SecretName.Home name, String value) {
        if (home == null) {
            throw SecretFailures.notWritable(
                    name, "has no place: this server has no home", "set CHIMERA_HOME, or use aws-sm:");
        }
        try {
            Path directory = Files.createDirectories(directory(home), OWN_DIRECTORY);
            Path fresh = Files.createTempFile(directory, ".", ".new", OWN_FILE);
            try {
                try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(
                        fresh,
                        directory.resolve(name.file()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw SecretFailures.unavailable(
                    name, e.getClass().getSimpleName(), "make CHIMERA_HOME/secrets writable for the server's user");
        }
    }

    private static Path directory(Path home) {
        return home.resolve("secrets");
    }
}
