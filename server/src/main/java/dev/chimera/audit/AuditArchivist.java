package dev.chimera.audit;

import dev.chimera.audit.Archive.Month;
import dev.chimera.audit.ArchiveWriter.NotArchivedException;
import dev.chimera.audit.ArchiveWriter.Written;
import dev.chimera.broker.BackgroundAgent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens the months of the log before they begin, and where {@code chimera.audit.keep} is set writes those that are over for
 * so long into files and drops them.
 *
 * <pre>
 *   month --> file (rows held against their blocks) --> read again and proved --> one transaction: record, heads only, DROP
 * </pre>
 *
 * <p>The record of the archive and the end of the month are one transaction, so that the verifier never finds one without
 * the other; that is why the partition is not detached concurrently, which can't be done in a transaction. The lock for it is
 * waited for a second at most, and asked for again at the next look. A process that is killed leaves a file that the next
 * one writes anew.
 */
@Component
public class AuditArchivist implements SmartLifecycle {

    /** How many months are open beside the present one: time enough for somebody to notice that no more are opened. */
    static final int MONTHS_AHEAD = 3;

    private static final Logger LOG = LoggerFactory.getLogger(AuditArchivist.class);
    private static final Duration STOP_BOUND = Duration.ofSeconds(5);
    /** "chimaudv" in ASCII: one archivist at a time. */
    private static final String LOCK = "SELECT pg_try_advisory_lock(7163091125840209014)";

    private final OwnerDatabase owner;
    private final AuditProperties properties;
    private final Keyring.Source keys;
    private final @Nullable Path directory;
    private volatile @Nullable String problem;
    private @Nullable BackgroundAgent agent;

    AuditArchivist(
            OwnerDatabase owner,
            AuditProperties properties,
            Keyring.Source keys,
            @Value("${chimera.home:}") String home) {
        this.owner = owner;
        this.properties = properties;
        this.keys = keys;
        this.directory =
                properties.archive() != null ? properties.archive() : home.isBlank() ? null : Path.of(home, "audit");
        if (properties.keep() != null && directory == null) {
            throw new IllegalArgumentException("chimera.audit.keep needs a folder for the archives: set"
                    + " chimera.audit.archive or CHIMERA_HOME");
        }
    }

    /** Why a month that is over is still there; empty when none is. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Opens and archives what there is to. Throws {@code DataAccessException} when the database is away. */
    public void maintain() {
        owner.use((jdbc, transactions) -> {
            ArchiveStore months = new ArchiveStore(jdbc);
            int opened = months.open(MONTHS_AHEAD);
            if (opened > 0) {
                LOG.info("opened {} months of the audit log", opened);
            }
            Period keep = properties.keep();
            if (keep != null && directory != null && Boolean.TRUE.equals(jdbc.queryForObject(LOCK, Boolean.class))) {
                archiveAll(keep, directory, jdbc, transactions);
            }
        });
    }

    private void archiveAll(Period keep, Path folder, JdbcTemplate jdbc, TransactionTemplate transactions) {
        ArchiveStore months = new ArchiveStore(jdbc);
        try {
            for (Optional<Month> month = months.endedBefore(keep);
                    month.isPresent();
                    month = months.endedBefore(keep)) {
                archive(month.get(), folder, jdbc, transactions);
            }
            problem = null;
        } catch (CannotAcquireLockException e) {
            LOG.info("a month of the audit log is being read, and archived at the next look");
        } catch (NotArchivedException | IOException | UncheckedIOException e) {
            String why = "AUDIT_NOT_ARCHIVED: a month of the audit log can't be archived: " + e.getMessage();
            if (!why.equals(problem)) {
                LOG.error(why);
            }
            problem = why;
        }
    }

    private void archive(Month month, Path folder, JdbcTemplate jdbc, TransactionTemplate transactions)
            throws IOException {
        ArchiveStore months = new ArchiveStore(jdbc);
        BlockStore blocks = new BlockStore(jdbc);
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh = Files.createTempFile(
                folder,
                month.name(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Written written = Objects.requireNonNull(
                    transactions.execute(status -> new ArchiveWriter(blocks, months.archives()).write(month, fresh)));
            Archive archive = record(month, written, fresh);
            Path file = folder.resolve(month.name() + ".ndjson.gz");
            if (written.rows() > 0) {
                prove(archive, fresh, months, blocks);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            transactions.executeWithoutResult(status -> {
                if (months.lockAndCount(month) != written.rows()) {
                    throw new NotArchivedException("rows were added to " + month.name() + " while it was archived");
                }
                if (written.rows() > 0) {
                    months.record(archive);
                    months.behead(written.wholeBlocks());
                }
                months.drop(month);
            });
            LOG.info(
                    "archived {} rows of the audit log, before {}, in {} (SHA-256 {})",
                    archive.count(),
                    month.ends(),
                    file,
                    archive.sha256());
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Archive record(Month month, Written written, Path file) throws IOException {
        List<Long> whole = written.wholeBlocks();
        Archive archive = new Archive(
                month,
                written.rows(),
                whole.isEmpty() ? 0 : whole.getFirst(),
                whole.isEmpty() ? -1 : whole.getLast(),
                ArchiveReader.hash(file),
                written.leftBehind(),
                null);
        return keys.now().signing().map(archive::signedWith).orElse(archive);
    }

    /** What is on the disk, and not what was meant to be written. */
    private void prove(Archive archive, Path file, ArchiveStore months, BlockStore blocks) throws IOException {
        try (InputStream written = Files.newInputStream(file)) {
            ArchiveReader reader = new ArchiveReader(blocks, keys.now(), months.archives());
            ArchiveProof proof = reader.prove(written, name -> Optional.of(archive));
            if (!proof.ok()) {
                throw new NotArchivedException("the file does not prove what was written: " + proof.firstBad());
            }
        }
    }

    @Override
    public synchronized void start() {
        if (agent == null) {
            agent = BackgroundAgent.start("audit-archivist", properties.maintainEvery(), this::maintain);
        }
    }

    @Override
    public synchronized void stop() {
        if (agent == null) {
            return;
        }
        try {
            agent.askToStop();
            agent.awaitStop(STOP_BOUND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        agent = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return agent != null;
    }
}
