package dev.chimera.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the database remembers of a month that was written into a file and dropped.
 *
 * @param month its name
 * @param count rows in the file
 * @param firstHeight of the blocks of which only the head is left; above the last one when there is none
 * @param sha256 of the file, as it was written
 * @param leftBehind the numbers of archived rows whose block goes on in a later month, and is kept whole; ascending
 * @param signature over all of this; null where there was no key
 */
record Archive(
        Month month,
        long count,
        long firstHeight,
        long lastHeight,
        Sha256 sha256,
        List<Long> leftBehind,
        @Nullable HeadSignature signature) {

    Archive {
        leftBehind = leftBehind.stream().sorted().toList();
    }

    /**
     * A part of the log.
     *
     * @param name of its table
     * @param begins null when it has everything from the beginning
     * @param ends the first moment that is not in it
     */
    record Month(String name, @Nullable Instant begins, Instant ends) {}

    Archive signedWith(AuditKey key) {
        return new Archive(month, count, firstHeight, lastHeight, sha256, leftBehind, key.sign(signedDigest()));
    }

    /** Whether this row is in the file, and its block is kept whole. */
    boolean leftBehind(long seq) {
        return Collections.binarySearch(leftBehind, seq) >= 0;
    }

    /** Whether the block at this height may have lost its rows to this archive. */
    boolean covers(long height) {
        return firstHeight <= height && height <= lastHeight;
    }

    Sha256 signedDigest() {
        Instant begins = month.begins();
        CanonicalHash hash = new CanonicalHash("chimera.audit.archive.1")
                .text(month.name())
                .number(begins == null ? Long.MIN_VALUE : begins.getEpochSecond())
                .number(month.ends().getEpochSecond())
                .number(count)
                .number(firstHeight)
                .number(lastHeight)
                .hash(sha256)
                .number(leftBehind.size());
        leftBehind.forEach(hash::number);
        return hash.digest();
    }
}
