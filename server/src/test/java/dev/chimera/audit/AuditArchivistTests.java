package dev.chimera.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.audit.Verification.FirstBad;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Period;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/** A log that began years ago, of which two months are archived. */
class AuditArchivistTests {

    private static final YearMonth OLDER = YearMonth.of(2019, 3);
    private static final YearMonth OLD = YearMonth.of(2019, 4);
    private static final int ROWS = 90;

    private final AuditDatabase database = AuditDatabase.fresh();
    private final Keyring keys = new Keyring(List.of(AuditKey.ofSecret(AuditKey.freshSecret())));
    private final SealMemory memory = new SealMemory("");

    @TempDir
    private Path home;

    /** Blocks with rows of one month, of two and of all three. */
    @BeforeEach
    void sealALog() {
        database.openMonth(OLDER);
        database.openMonth(OLD);
        for (int i = 0; i < 6; i++) {
            database.write(OLDER, 5);
        }
        database.transactions.executeWithoutResult(status -> {
            database.write(OLDER, 4);
            database.write(OLD, 4);
        });
        for (int i = 0; i < 6; i++) {
            database.write(OLD, 5);
        }
        database.transactions.executeWithoutResult(status -> {
            database.write(OLDER, 2);
            database.write(OLD, 3);
            database.write(4);
        });
        database.write(13);
        database.awaitHorizon();
        database.sealer(10, keys, memory).sealNow();
        assertThat(verify()).isNull();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private AuditArchivist archivist() {
        return database.archivist(Period.ofMonths(13), keys, home);
    }

    private @Nullable String verify() {
        FirstBad bad = database.verifier(keys, memory).verify().firstBad();
        return bad == null ? null : bad.seq() + " " + bad.why();
    }

    private Path file(YearMonth month) {
        return home.resolve("audit").resolve("audit_log_" + month.toString().replace('-', '_') + ".ndjson.gz");
    }

    private ArchiveProof prove(Path file) throws IOException {
        return prove(Files.readAllBytes(file));
    }

    private ArchiveProof prove(byte[] file) throws IOException {
        try (InputStream content = new ByteArrayInputStream(file)) {
            return database.archiveVerifier(keys).prove(content);
        }
    }

    private static byte[] changed(Path file, UnaryOperator<String> change) throws IOException {
        String lines;
        try (InputStream content = new GZIPInputStream(Files.newInputStream(file))) {
            lines = new String(content.readAllBytes(), UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(change.apply(lines).getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private String bad(ArchiveProof proof) {
        assertThat(proof.ok()).isFalse();
        return Objects.requireNonNull(proof.firstBad()).why();
    }

    @Test
    void provesWhatIsLeftAndWhatWasArchived() throws Exception {
        archivist().maintain();

        Verification rest = database.verifier(keys, memory).verify();
        assertThat(rest.firstBad()).isNull();
        assertThat(rest.rows()).isEqualTo(17);
        assertThat(rest.archived()).isEqualTo(ROWS - 17);
        assertThat(rest.signed()).isEqualTo(rest.blocks());
        assertThat(database.count("SELECT count(*) FROM audit_log")).isEqualTo(17);
        assertThat(database.count("SELECT count(*) FROM audit_months WHERE ends < now()"))
                .isZero();
        assertThat(database.count("SELECT count(*) FROM audit_blocks WHERE seqs IS NULL"))
                .isPositive();

        assertThat(prove(file(OLDER))).isEqualTo(new ArchiveProof(true, "audit_log_2019_03", 36, 5, null));
        assertThat(prove(file(OLD)).firstBad()).isNull();
        assertThat(prove(file(OLD)).rows()).isEqualTo(37);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(OLD))))
                .isEqualTo("rw-------");
        assertThat(home.resolve("audit"))
                .isDirectoryContaining(path -> path.equals(file(OLD)))
                .isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
    }

    @Test
    void goesOnSealingBehindWhatIsArchived() {
        archivist().maintain();
        database.write(25);
        database.awaitHorizon();
        assertThat(database.sealer(10, keys, memory).sealNow()).isInstanceOf(SealRound.Sealed.class);
        assertThat(verify()).isNull();
        archivist().maintain();
        assertThat(database.verifier(keys, memory).verify().rows()).isEqualTo(42);
    }

    @Test
    void keepsEverythingWhereNoEndIsSet() {
        database.archivist(null, keys, home).maintain();
        assertThat(database.count("SELECT count(*) FROM audit_log")).isEqualTo(ROWS);
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void opensMonthsBeforeTheyBegin() {
        long open = database.count("SELECT count(*) FROM audit_months WHERE begins > now()");
        assertThat(open).isEqualTo(AuditArchivist.MONTHS_AHEAD);
        String last =
                database.jdbc.queryForObject("SELECT name FROM audit_months ORDER BY ends DESC LIMIT 1", String.class);
        database.jdbc.execute("DROP TABLE " + last);
        archivist().maintain();
        assertThat(database.count("SELECT count(*) FROM audit_months WHERE begins > now()"))
                .isEqualTo(open);
        assertThat(database.archives.daysAhead()).isGreaterThan(80);
    }

    @Test
    void archivesNothingThatSomebodyTamperedWith() {
        long seq = database.count("SELECT max(seq) FROM audit_log WHERE at < '2019-04-01'");
        database.tamperForGood("UPDATE audit_log SET actor = 'user:x' WHERE seq = " + seq);
        AuditArchivist archivist = archivist();
        archivist.maintain();
        assertThat(archivist.problem()).get().asString().contains("row " + seq + " was changed");
        assertThat(database.count("SELECT count(*) FROM audit_log")).isEqualTo(ROWS);
        assertThat(database.count("SELECT count(*) FROM audit_archives")).isZero();
    }

    @Test
    void findsWhatWasDoneToTheRest() {
        archivist().maintain();
        long beside = database.count("SELECT min(seq) FROM audit_log");
        long archived = database.count("SELECT min(from_xid) FROM audit_blocks WHERE height > 0 AND seqs IS NULL");
        assertThat(after("DELETE FROM audit_log WHERE seq = " + beside)).startsWith(beside + " was removed");
        assertThat(after("INSERT INTO audit_log (tenant_id, xid, actor, event) VALUES (gen_random_uuid(), " + archived
                        + ", 'user:x', 'ReviewApproved')"))
                .contains("was slipped in: the rows of block 1 are archived");
        assertThat(after("DELETE FROM audit_archives")).contains("block 0 has lost its rows, and no archive has them");
        assertThat(after("UPDATE audit_archives SET left_behind = left_behind || " + beside + "::bigint"))
                .contains("is signed by none of our keys");
        assertThat(after("UPDATE audit_blocks SET row_count = row_count + 1 WHERE height = 1"))
                .contains("the signature of block 1 is by none of our keys");
        assertThat(after("UPDATE audit_blocks SET seqs = NULL, digests = NULL WHERE height = (SELECT max(height)"
                        + " FROM audit_blocks)"))
                .contains("and no archive has them");
    }

    private String after(String tampering) {
        return Objects.requireNonNull(database.transactions.execute(status -> {
            status.setRollbackOnly();
            database.tamper(tampering);
            return Objects.requireNonNull(verify());
        }));
    }

    @Test
    void findsWhatWasDoneToAnArchive() throws Exception {
        archivist().maintain();
        Path file = file(OLD);
        assertThat(bad(prove(changed(file, lines -> lines.replaceFirst("TaskApproved", "TaskRejected")))))
                .startsWith("was changed after block");
        assertThat(bad(prove(changed(file, lines -> lines.replaceFirst("\\{\"row\".*\n", "")))))
                .startsWith("was removed from block");
        assertThat(bad(prove(changed(file, lines -> lines.substring(0, lines.length() / 2)))))
                .isNotEmpty();
        assertThat(bad(prove(changed(file, lines -> lines.replace("audit_log_2019_04", "audit_log_2019_05")))))
                .contains("no archive of this month was made here");
        assertThat(bad(prove(changed(file, lines -> lines.replaceFirst("\n", " \n")))))
                .isEqualTo("the file is not, byte by byte, the one that was written");
        assertThat(bad(prove("nonsense".getBytes(UTF_8)))).isNotEmpty();
        assertThat(prove(file).ok()).isTrue();
    }

    @Test
    void refusesWhoeverChangesARowWithoutSwitchingThatOffFirst() {
        for (String statement : List.of(
                "UPDATE audit_log SET actor = 'x'",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "DELETE FROM audit_blocks",
                "UPDATE audit_blocks SET hash = sha256(hash)")) {
            assertThat(refused(statement)).as(statement).contains("keeps what was written");
        }
    }

    private String refused(String statement) {
        try {
            database.jdbc.execute(statement);
            return "";
        } catch (DataAccessException e) {
            return String.valueOf(e.getMostSpecificCause().getMessage());
        }
    }
}
