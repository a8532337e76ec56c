package dev.chimera.audit;

import java.util.Comparator;

/**
 * What a block remembers of a row.
 *
 * @param digest over all its columns
 */
record SealedRow(long seq, Sha256 digest) implements Comparable<SealedRow> {

    /** Numbers are unique unless somebody forged one; then the digests decide, so that the order is still one order. */
    private static final Comparator<SealedRow> ORDER =
            Comparator.comparingLong(SealedRow::seq).thenComparing(SealedRow::digest);

    @Override
    public int compareTo(SealedRow other) {
        return ORDER.compare(this, other);
    }
}
