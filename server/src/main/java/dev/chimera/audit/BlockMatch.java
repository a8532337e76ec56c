package dev.chimera.audit;

import dev.chimera.audit.Verification.FirstBad;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Holds the rows of a block against those that are found in its range; two bits a row, however many are found. */
final class BlockMatch {

    private final long height;
    private final List<SealedRow> sealed;
    /** Which sealed rows were found as they were sealed. */
    private final BitSet intact;
    /** Beside which sealed rows there was one more of the same number, or a changed one instead. */
    private final BitSet different;

    private final LongPredicate mayBeMissing;

    private @Nullable Long lowestStranger;

    /** @param mayBeMissing whether the row of this number is somewhere else, rightly */
    BlockMatch(AuditBlock block, LongPredicate mayBeMissing) {
        this.mayBeMissing = mayBeMissing;
        this.height = block.height();
        this.sealed = block.rows();
        this.intact = new BitSet(sealed.size());
        this.different = new BitSet(sealed.size());
    }

    void found(SealedRow row) {
        int place = Collections.binarySearch(sealed, row);
        if (place >= 0 && !intact.get(place)) {
            intact.set(place);
            return;
        }
        // Where it is not: the sealed row of that number, if there is one, is on one side or the other.
        int after = place >= 0 ? place : -place - 1;
        if (after < sealed.size() && sealed.get(after).seq() == row.seq()) {
            different.set(after);
        } else if (after > 0 && sealed.get(after - 1).seq() == row.seq()) {
            different.set(after - 1);
        } else {
            lowestStranger = lowestStranger == null ? row.seq() : Math.min(lowestStranger, row.seq());
        }
    }

    /** After the last row was found: the lowest number with which something is wrong; null when nothing is. */
    @Nullable
    FirstBad firstBad() {
        @Nullable FirstBad bad = firstSealedThatIsBad();
        if (lowestStranger != null && (bad == null || lowestStranger < bad.seq())) {
            return new FirstBad(lowestStranger, "was slipped in: block " + height + " was sealed without it");
        }
        return bad;
    }

    private int firstMissing() {
        int missing = intact.nextClearBit(0);
        while (missing < sealed.size() && mayBeMissing.test(sealed.get(missing).seq())) {
            missing = intact.nextClearBit(missing + 1);
        }
        return missing;
    }

    private @Nullable FirstBad firstSealedThatIsBad() {
        int missing = firstMissing();
        int doubled = different.nextSetBit(0);
        int first = doubled < 0 ? missing : Math.min(missing, doubled);
        if (first >= sealed.size()) {
            return null;
        }
        long seq = sealed.get(first).seq();
        if (intact.get(first)) {
            return new FirstBad(seq, "was slipped in beside a row of the same number in block " + height);
        }
        return different.get(first)
                ? new FirstBad(seq, "was changed after block " + height + " was sealed")
                : new FirstBad(seq, "was removed from block " + height);
    }
}
