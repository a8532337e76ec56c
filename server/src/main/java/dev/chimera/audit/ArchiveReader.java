package dev.chimera.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.audit.Verification.FirstBad;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Proves an archive, line by line: it is the file whose hash was recorded, its blocks are those of the chain, signed, and its
 * rows are those of the blocks, all of them. One block is in memory at a time. For one file.
 */
final class ArchiveReader {

    /** A block of a transaction with a million rows fits; what is longer was not written by the archivist. */
    private static final int LONGEST_LINE = 128 * 1024 * 1024;

    private final BlockStore store;
    private final Keyring keys;
    private final List<Archive> archives;
    private @Nullable Archive archive;
    private @Nullable AuditBlock block;
    private @Nullable BlockMatch match;
    private long rows;
    private long blocks;
    private @Nullable FirstBad firstBad;

    /** @param archives all that were made here */
    ArchiveReader(BlockStore store, Keyring keys, List<Archive> archives) {
        this.store = store;
        this.keys = keys;
        this.archives = List.copyOf(archives);
    }

    static Sha256 hash(Path file) throws IOException {
        MessageDigest sha = sha256();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), sha)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.of(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Reads to the end, and does not close.
     *
     * @param known the record of the archive of a month
     */
    ArchiveProof prove(InputStream file, Function<String, Optional<Archive>> known) throws IOException {
        MessageDigest sha = sha256();
        InputStream content = new BufferedInputStream(new DigestInputStream(file, sha));
        try {
            read(new BufferedReader(new InputStreamReader(new GZIPInputStream(content), UTF_8)), known);
        } catch (IOException | JacksonException | IllegalArgumentException | DateTimeException e) {
            bad(0, "the file can't be read as an archive: " + e.getClass().getSimpleName());
        }
        content.transferTo(OutputStream.nullOutputStream());
        Archive expected = archive;
        if (expected == null) {
            bad(0, "no archive of this month was made here");
        } else {
            if (rows != expected.count()) {
                bad(0, "the file has " + rows + " rows, and " + expected.count() + " were archived");
            }
            if (!expected.sha256().equals(Sha256.of(sha.digest()))) {
                bad(0, "the file is not, byte by byte, the one that was written");
            }
        }
        return new ArchiveProof(
                firstBad == null, expected == null ? "" : expected.month().name(), rows, blocks, firstBad);
    }

    private void read(BufferedReader lines, Function<String, Optional<Archive>> known) throws IOException {
        JsonNode title = JsonMapper.shared().readTree(line(lines).orElse("{}"));
        archive = title.path("format").asString("").equals(ArchiveLines.FORMAT)
                ? known.apply(title.path("month").asString("")).orElse(null)
                : null;
        Archive expected = archive;
        if (expected == null) {
            return;
        }
        if (!keys.isEmpty()
                && expected.signature() != null
                && keys.place(expected.signature(), expected.signedDigest()) < 0) {
            bad(0, "the record of this archive is signed by none of our keys");
        }
        for (Optional<String> line = line(lines); line.isPresent(); line = line(lines)) {
            JsonNode content = JsonMapper.shared().readTree(line.get());
            if (content.has("block")) {
                endBlock();
                begin(ArchiveLines.block(content.path("block")), expected);
            } else {
                found(ArchiveLines.row(content.path("row")));
            }
        }
        endBlock();
    }

    private void begin(AuditBlock next, Archive expected) {
        blocks++;
        block = next;
        long first = next.rows().getFirst().seq();
        if (!next.isSound()) {
            bad(first, "block " + next.height() + " was changed");
        } else if (store.headAt(next.height())
                .filter(head -> head.hash().equals(next.hash()))
                .isEmpty()) {
            bad(first, "block " + next.height() + " is not the one of the chain");
        } else if (!keys.isEmpty()
                && next.signature() != null
                && keys.place(next.signature(), next.signedDigest()) < 0) {
            bad(first, "the signature of block " + next.height() + " is by none of our keys");
        }
        boolean goesOn = next.rows().stream().anyMatch(row -> expected.leftBehind(row.seq()));
        match = new BlockMatch(next, seq -> goesOn ? !expected.leftBehind(seq) : isElsewhere(seq, expected));
    }

    private boolean isElsewhere(long seq, Archive expected) {
        return archives.stream()
                .filter(other -> !other.month().equals(expected.month()))
                .anyMatch(other -> other.leftBehind(seq));
    }

    private void found(LogRow row) {
        rows++;
        AuditBlock present = block;
        if (present == null || match == null || row.xid() < present.fromXid() || row.xid() >= present.toXid()) {
            bad(row.seq(), "stands in a block that does not hold its transaction");
            return;
        }
        match.found(row.sealed());
    }

    private void endBlock() {
        FirstBad bad = match == null ? null : match.firstBad();
        if (bad != null) {
            bad(bad.seq(), bad.why());
        }
    }

    /** Empty at the end; a line without one is cut off, and then it is no JSON. */
    private static Optional<String> line(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = lines.read(); next != '\n'; next = lines.read()) {
            if (next < 0) {
                return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a line is too long");
            }
            line.append((char) next);
        }
        return Optional.of(line.toString());
    }

    private void bad(long seq, String why) {
        if (firstBad == null) {
            firstBad = new FirstBad(seq, why);
        }
    }
}
