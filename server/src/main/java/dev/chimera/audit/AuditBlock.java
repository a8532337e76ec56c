package dev.chimera.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of the chain.
 *
 * @param height 0 for the first one
 * @param fromXid its rows carry a transaction id from this one on
 * @param toXid and below this one, where the next block begins
 * @param sealedAt microseconds, by the database's clock
 * @param rows in order of their numbers; never empty in a block that is sound, and always in one whose rows are archived
 * @param count how many rows it was sealed with
 * @param previous the hash of the block before it, zeros for the first one
 * @param hash as it is stored; {@link #isSound()} says whether it is right
 * @param signature of the head; null where there was no key when it was sealed
 */
record AuditBlock(
        long height,
        long fromXid,
        long toXid,
        Instant sealedAt,
        List<SealedRow> rows,
        int count,
        Sha256 previous,
        Sha256 hash,
        @Nullable HeadSignature signature) {

    AuditBlock {
        rows = List.copyOf(rows);
    }

    /** A new block over these rows, which it sorts; not signed yet. */
    static AuditBlock seal(Head head, long toXid, Instant sealedAt, List<SealedRow> rows) {
        List<SealedRow> sorted = rows.stream().sorted().toList();
        long height = head.height() + 1;
        Sha256 hash = hash(height, head.toXid(), toXid, sealedAt, sorted, head.hash());
        return new AuditBlock(height, head.toXid(), toXid, sealedAt, sorted, sorted.size(), head.hash(), hash, null);
    }

    AuditBlock signedWith(AuditKey key) {
        return new AuditBlock(height, fromXid, toXid, sealedAt, rows, count, previous, hash, key.sign(signedDigest()));
    }

    /** Only its head is left here: its rows, and what it kept of them, are in an archive. */
    boolean isArchived() {
        return rows.isEmpty() && count > 0;
    }

    /** Whether the block is as it was sealed, whatever became of its rows; of an archived one only the signature knows. */
    boolean isSound() {
        return isArchived()
                || (rows.size() == count && hash.equals(hash(height, fromXid, toXid, sealedAt, rows, previous)));
    }

    Head head() {
        return new Head(height, toXid, hash);
    }

    /** The end of a chain: where the next block goes on. */
    record Head(long height, long toXid, Sha256 hash) {

        /** Before the first block. */
        static final Head NONE = new Head(-1, 0, Sha256.ZERO);
    }

    /** What a key signs: all that is left of a block when its rows are archived. */
    Sha256 signedDigest() {
        return new CanonicalHash("chimera.audit.head.1")
                .hash(previous)
                .number(height)
                .number(fromXid)
                .number(toXid)
                .number(micros(sealedAt))
                .number(count)
                .hash(hash)
                .digest();
    }

    private static Sha256 hash(
            long height, long fromXid, long toXid, Instant sealedAt, List<SealedRow> rows, Sha256 previous) {
        CanonicalHash hash = new CanonicalHash("chimera.audit.block.1")
                .hash(previous)
                .number(height)
                .number(fromXid)
                .number(toXid)
                .number(micros(sealedAt))
                .number(rows.size());
        for (SealedRow row : rows) {
            hash.number(row.seq()).hash(row.digest());
        }
        return hash.digest();
    }

    /** Not the exact arithmetic: a forged moment at the end of time must give a wrong hash, not an exception. */
    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000;
    }
}
