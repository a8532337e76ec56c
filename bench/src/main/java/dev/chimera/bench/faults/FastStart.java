package dev.chimera.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The AOT cache that the servers of this JVM's worlds start with, in half the time. The first world that wants it lets one
 * server start for it, which takes ten seconds; it ends with the JVM. There is none where classes do not all come from jars.
 */
final class FastStart {

    /** Lets a server start with this flag and come to its end. */
    @FunctionalInterface
    interface Training {
        void start(String flag) throws Exception;
    }

    private static Optional<FastStart> made = Optional.empty();

    private final Path cache;

    private FastStart(Path cache) {
        this.cache = cache;
    }

    /** The one that is there, or a new one. */
    static synchronized FastStart of(Training training) throws Exception {
        if (made.isEmpty()) {
            Path cache = Files.createTempDirectory("chimera-faults-aot").resolve("server.aot");
            training.start("-XX:AOTCacheOutput=" + cache);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cache), "chimera-faults-aot"));
            made = Optional.of(new FastStart(cache));
        }
        return made.get();
    }

    boolean isThere() {
        return Files.exists(cache);
    }

    /** What a JVM that may use it is started with; nothing where there is none. */
    List<String> flags() {
        return isThere() ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off,cds=off") : List.of();
    }

    private static void delete(Path cache) {
        try {
            Files.deleteIfExists(cache);
            Files.deleteIfExists(cache.resolveSibling(cache.getFileName() + ".config"));
            Files.deleteIfExists(cache.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
