package dev.chimera.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL refuses to run as root, and in a container everyone is root. So as root its programs run in a user
 * namespace in which they are not root ({@code unshare -U}; the files stay root's), and where a container forbids that
 * (Docker's default profile does), as user 65534 ({@code setpriv}), to whom the data directory is given.
 */
enum Unprivileged {
    /** Not root: nothing to do. */
    AS_WE_ARE(""),
    NAMESPACE("unshare -U"),
    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups");

    private static final int NOBODY_ID = 65534;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Words between single spaces. */
    private final String prefix;

    Unprivileged(String prefix) {
        this.prefix = prefix;
    }

    static Unprivileged detect() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return AS_WE_ARE;
        }
        return NAMESPACE.works() ? NAMESPACE : NOBODY;
    }

    List<String> words(Stream<String> command) {
        Stream<String> before = prefix.isEmpty() ? Stream.empty() : Stream.of(prefix.split(" "));
        return Stream.concat(before, command).toList();
    }

    /** Makes {@code tree} theirs, and lets them pass through the directory above it. */
    void give(Path tree) throws IOException {
        if (this != NOBODY) {
            return;
        }
        Files.setPosixFilePermissions(tree.resolveSibling("."), PosixFilePermissions.fromString("rwx--x--x"));
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                own(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                own(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", NOBODY_ID);
        Files.setAttribute(path, "unix:gid", NOBODY_ID);
    }

    private boolean works() {
        try {
            return Command.run(words(Stream.of("true")), "", PATIENCE).ok();
        } catch (IOException e) {
            // The program itself is missing, which is the same answer.
            return false;
        }
    }
}
