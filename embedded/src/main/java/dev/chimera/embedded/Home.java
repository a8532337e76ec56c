package dev.chimera.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.embedded.EmbeddedFailure.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A data directory of the embedded servers, owned by this process from {@link #open} to {@link #close}. */
final class Home implements AutoCloseable {

    /** The layout of this directory; a change that an older or newer Chimera can't read raises it. */
    static final int LAYOUT = 1;

    /**
     * Homes that this JVM owns. POSIX locks belong to the process, and closing any channel of the file drops them, so
     * a second attempt within the JVM must not even open the lock file.
     */
    private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private Home(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Creates the directory if it is missing (mode 0700), locks it and checks who made it.
     *
     * @throws EmbeddedFailure HOME_LOCKED, HOME_OTHER_VERSION or HOME_UNUSABLE
     */
    static Home open(Path home) {
        Path directory = create(home);
        if (!OWNED_HERE.add(directory)) {
            throw locked(directory, Long.toString(ProcessHandle.current().pid()));
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw locked(
                        directory,
                        Files.readString(directory.resolve("lock"), UTF_8).strip());
            }
            String pid = ProcessHandle.current().pid() + "\n";
            channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(UTF_8)), 0);
            checkVersion(directory);
            // Whoever wrote it is gone, or the lock would not have been free.
            Files.deleteIfExists(directory.resolve("server.json"));
            return new Home(directory, channel);
        } catch (IOException e) {
            release(directory, channel);
            throw unusable(directory, e);
        } catch (EmbeddedFailure e) {
            release(directory, channel);
            throw e;
        }
    }

    /** The absolute path, with symbolic links resolved. */
    Path directory() {
        return directory;
    }

    Path postgres() {
        return directory.resolve("postgres");
    }

    Path redis() {
        return directory.resolve("redis");
    }

    @Override
    public void close() {
        release(directory, channel);
    }

    private static Path create(Path home) {
        try {
            Files.createDirectories(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return home.toRealPath();
        } catch (IOException e) {
            throw unusable(home.toAbsolutePath(), e);
        }
    }

    private static void checkVersion(Path directory) throws IOException {
        Path marker = directory.resolve("version");
        String ours = "layout " + LAYOUT + ", PostgreSQL " + Binaries.POSTGRES_MAJOR;
        if (!Files.exists(marker)) {
            Files.writeString(marker, ours + "\n", UTF_8);
            return;
        }
        String found = Files.readString(marker, UTF_8).strip();
        if (!found.equals(ours)) {
            throw new EmbeddedFailure(
                    Code.HOME_OTHER_VERSION,
                    directory + " was made by another version (" + found + "; this one needs " + ours + ")",
                    "run the Chimera that made it, move that directory away, or set CHIMERA_HOME to a new one");
        }
    }

    private static EmbeddedFailure locked(Path directory, String pid) {
        String owner = pid.isEmpty() ? "another process" : "process " + pid;
        return new EmbeddedFailure(
                Code.HOME_LOCKED,
                directory + " is in use by " + owner,
                "stop it, or set CHIMERA_HOME to another directory; a second server that shares the first one's data"
                        + " gets its CHIMERA_POSTGRES_URL and CHIMERA_REDIS_URL from `chimera env`");
    }

    static EmbeddedFailure unusable(Path directory, IOException cause) {
        return new EmbeddedFailure(
                Code.HOME_UNUSABLE,
                directory + " can't be used: " + cause,
                "make it writable for this user, or set CHIMERA_HOME to a directory that is",
                cause);
    }

    private static void release(Path directory, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        } finally {
            OWNED_HERE.remove(directory);
        }
    }
}
