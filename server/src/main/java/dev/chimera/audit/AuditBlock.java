package dev.chimera.audit;

import java.time.Instant;
import java.util.List;

/**
 * A block of the chain.
 *
 * @param height 0 for the first one
 * @param fromXid its rows carry a transaction id from this one on
 * @param toXid and below this one, where the next block begins
 * @param sealedAt microseconds, by the database's clock
 * @param rows in order of their numbers; never empty in a block that is sound
 * @param previous the hash of the block before it, zeros for the first one
 * @param hash as it is stored; {@link #isSound()} says whether it is right
 */
record AuditBlock(
        long height, long fromXid, long toXid, Instant sealedAt, List<SealedRow> rows, Sha256 previous, Sha256 hash) {

    AuditBlock {
        rows = List.copyOf(rows);
    }

    /** A new block over these rows, which it sorts. */
    static AuditBlock seal(Head head, long toXid, Instant sealedAt, List<SealedRow> rows) {
        List<SealedRow> sorted = rows.stream().sorted().toList();
        long height = head.height() + 1;
        Sha256 hash = hash(height, head.toXid(), toXid, sealedAt, sorted, head.hash());
        return new AuditBlock(height, head.toXid(), toXid, sealedAt, sorted, head.hash(), hash);
    }

    /** Whether the block is as it was sealed, whatever became of its rows. */
    boolean isSound() {
        return hash.equals(hash(height, fromXid, toXid, sealedAt, rows, previous));
    }

    Head head() {
        return new Head(height, toXid, hash);
    }

    /** The end of a chain: where the next block goes on. */
    record Head(long height, long toXid, Sha256 hash) {

        /** Before the first block. */
        static final Head NONE = new Head(-1, 0, Sha256.ZERO);
    }

    private static Sha256 hash(
            long height, long fromXid, long toXid, Instant sealedAt, List<SealedRow> rows, Sha256 previous) {
        CanonicalHash hash = new CanonicalHash("chimera.audit.block.1")
                .hash(previous)
                .number(height)
                .number(fromXid)
                .number(toXid)
                // Not the exact arithmetic: a forged moment at the end of time must give a wrong hash, not an
                // exception.
                .number(sealedAt.getEpochSecond() * 1_000_000 + sealedAt.getNano() / 1_000)
                .number(rows.size());
        for (SealedRow row : rows) {
            hash.number(row.seq()).hash(row.digest());
        }
        return hash.digest();
    }
}
