package dev.chimera.audit;

import dev.chimera.failure.ChimeraException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The last head that this server sealed, remembered outside of the database: in {@code CHIMERA_HOME/audit}, one file for
 * each database, and where there is no home as long as the process lives. Whoever rewrites the database leaves it as it is.
 */
@Component
class SealMemory {

    private static final Logger LOG = LoggerFactory.getLogger(SealMemory.class);

    private final Optional<Path> directory;
    private final Map<String, Anchor> heads = new ConcurrentHashMap<>();

    SealMemory(@Value("${chimera.home:}") String home) {
        this.directory = home.isBlank() ? Optional.empty() : Optional.of(Path.of(home, "audit"));
    }

    /**
     * What was sealed last in this database; empty when nothing is remembered.
     *
     * @throws IllegalStateException when the file can't be read: what it says is not known, and must not be guessed
     */
    Optional<Anchor> of(String database) {
        return Optional.ofNullable(heads.computeIfAbsent(
                database,
                name -> directory.flatMap(home -> read(file(home, name))).orElse(null)));
    }

    void remember(String database, Anchor head) {
        heads.put(database, head);
        directory.ifPresent(home -> write(file(home, database), head));
    }

    /** For whoever tells a person where it is. */
    String place(String database) {
        return directory.map(home -> file(home, database).toString()).orElse("the memory of this process");
    }

    private static Path file(Path home, String database) {
        return home.resolve(URLEncoder.encode(database, StandardCharsets.UTF_8) + ".head");
    }

    private static Optional<Anchor> read(Path file) {
        try {
            return Optional.of(Anchor.parse(Files.readString(file).strip()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException | UncheckedIOException | ChimeraException e) {
            throw new IllegalStateException(file + " does not say which block was sealed last", e);
        }
    }

    private static void write(Path file, Anchor head) {
        try {
            Path home = Files.createDirectories(
                    file.resolveSibling("."),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(
                    home,
                    "head",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, head.height() + ":" + head.hash() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("the head of the audit log can't be remembered in {}: {}", file, e.toString());
        }
    }
}
