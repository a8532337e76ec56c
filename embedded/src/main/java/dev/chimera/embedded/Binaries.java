package dev.chimera.embedded;

import dev.chimera.embedded.EmbeddedFailure.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;
import redis.embedded.model.OsArchitecture;

/**
 * The servers' programs, unpacked once from their jars: beside this module's own jar (so that {@code mvn clean} takes
 * them away), in {@code java.io.tmpdir} where that is read-only, or where the system property
 * {@code chimera.embedded.cache} says. A new version in a jar is unpacked under a new name.
 */
final class Binaries {

    static final int POSTGRES_MAJOR = 18;

    private static final String CACHE_PROPERTY = "chimera.embedded.cache";

    /** An installation of the machine instead of ours: tests prove the oldest PostgreSQL that is supported with it. */
    private static final String POSTGRES_PROPERTY = "chimera.embedded.postgres";

    private Binaries() {}

    /** The directory that holds {@code bin/postgres}, {@code bin/initdb} and {@code bin/pg_ctl}. */
    static Path postgres() throws IOException {
        String installed = System.getProperty(POSTGRES_PROPERTY);
        if (installed != null) {
            return Path.of(installed);
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String resource = "postgres-" + system + "-" + machine + ".txz";
        URL archive = Binaries.class.getResource("/" + resource);
        if (archive == null) {
            throw notForThisMachine(Code.POSTGRES_UNREACHABLE, "PostgreSQL", "CHIMERA_POSTGRES_URL", null);
        }
        return unpacked("postgres-" + POSTGRES_MAJOR, archive, Binaries::extractTarXz);
    }

    /** The directory that holds {@code redis-server}. */
    static Path redis() throws IOException {
        try {
            String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
            URL program = resource == null ? null : Binaries.class.getResource(resource);
            if (program == null) {
                throw notForThisMachine(Code.REDIS_UNREACHABLE, "Redis", "CHIMERA_REDIS_URL", null);
            }
            return unpacked("redis", program, Binaries::extractProgram);
        } catch (OsArchitectureNotFound | UnknownOSName e) {
            throw notForThisMachine(Code.REDIS_UNREACHABLE, "Redis", "CHIMERA_REDIS_URL", e);
        }
    }

    /** Deletes a tree, and says nothing if it is not there. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private interface Extraction {
        void into(InputStream packed, Path directory) throws IOException;
    }

    private static Path unpacked(String name, URL resource, Extraction extraction) throws IOException {
        Path cache = cache();
        Path ready = cache.resolve(name + "-" + fingerprint(resource));
        if (Files.isDirectory(ready)) {
            return ready;
        }
        // Unpacked aside and renamed: a directory with the final name is always complete.
        Path aside = Files.createTempDirectory(cache, name + "-unpacking");
        try {
            try (InputStream packed = new BufferedInputStream(resource.openStream())) {
                extraction.into(packed, aside);
            }
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                Files.move(aside, ready, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.isDirectory(ready)) {
                    throw e;
                }
                // Another process was faster, and its copy is as good.
            }
            return ready;
        } finally {
            delete(aside);
        }
    }

    /** The checksum that the jar's directory has for the entry, which costs nothing to read. */
    private static String fingerprint(URL resource) throws IOException {
        if (resource.openConnection() instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        throw new ZipException(resource + " is not in a jar");
    }

    private static Path cache() throws IOException {
        String configured = System.getProperty(CACHE_PROPERTY);
        if (configured != null) {
            return Files.createDirectories(Path.of(configured));
        }
        try {
            URI code = Binaries.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Files.createDirectories(Path.of(code).resolveSibling("servers"));
        } catch (URISyntaxException | IOException e) {
            return ownDirectoryInTmp();
        }
    }

    /** What another user could have put there must never be run, so a foreign or writable directory is refused. */
    private static Path ownDirectoryInTmp() throws IOException {
        String user = System.getProperty("user.name");
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "chimera-servers-" + user);
        Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rwxr-xr-x");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(mine));
        } catch (FileAlreadyExistsException e) {
            boolean safe = Files.getOwner(directory).getName().equals(user)
                    && mine.containsAll(Files.getPosixFilePermissions(directory));
            if (!safe) {
                throw new IOException(directory + " belongs to somebody else", e);
            }
        }
        return directory;
    }

    private static void extractProgram(InputStream packed, Path directory) throws IOException {
        Path program = directory.resolve("redis-server");
        Files.copy(packed, program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void extractTarXz(InputStream packed, Path directory) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("an archive entry points outside: " + entry.getName());
                }
                extract(tar, entry, target);
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.addAll(PosixFilePermissions.fromString("--x--x--x"));
        }
        permissions.add(PosixFilePermission.OWNER_WRITE);
        return permissions;
    }

    private static EmbeddedFailure notForThisMachine(
            Code code, String server, String variable, @Nullable Throwable cause) {
        return new EmbeddedFailure(
                code,
                "this build has no embedded " + server + " for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch"),
                "set " + variable + " to a server of your own",
                cause);
    }
}
