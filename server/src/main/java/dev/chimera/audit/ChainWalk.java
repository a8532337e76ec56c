package dev.chimera.audit;

import dev.chimera.audit.AuditBlock.Head;
import dev.chimera.audit.BlockStore.Unsealed;
import dev.chimera.audit.Verification.ChainHead;
import dev.chimera.audit.Verification.FirstBad;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One walk along the chain: takes block after block, compares it with the one before and with the rows in its range, and
 * keeps the first thing that is wrong.
 */
final class ChainWalk {

    private final Optional<Anchor> anchor;
    private Head last = Head.NONE;
    /** Below the first block's range, so that a row with a number that can't be is found as well. */
    private long rowsFrom = Long.MIN_VALUE;

    private long rows;
    private long blocks;
    private @Nullable FirstBad firstBad;

    ChainWalk(Optional<Anchor> anchor) {
        this.anchor = anchor;
    }

    /** The height of the last block that was seen, -1 before the first. */
    long height() {
        return last.height();
    }

    /** Where the rows begin that were not seen yet. */
    long rowsFrom() {
        return rowsFrom;
    }

    /** @param cursor stands on the first row that was not seen yet */
    void check(AuditBlock block, RowCursor cursor) throws SQLException {
        blocks++;
        @Nullable Long stray = skipRowsBefore(block, cursor);
        if (block.height() != last.height() + 1) {
            bad(stray != null ? stray : firstSeq(block), "block " + (last.height() + 1) + " is missing");
        } else if (!block.isSound()) {
            bad(firstSeq(block), "block " + block.height() + " was changed");
        } else if (stray != null) {
            bad(stray, "was slipped in: no block holds its transaction");
        } else if (block.fromXid() != last.toXid() || !block.previous().equals(last.hash())) {
            bad(firstSeq(block), "block " + block.height() + " does not follow from the block before it");
        } else if (isAnothersPlace(block)) {
            bad(firstSeq(block), "block " + block.height() + " is not the one of the anchor: the chain was rewritten");
        }
        if (firstBad == null) {
            firstBad = compare(block, cursor);
        }
        skipRowsBelow(block.toXid(), cursor);
        last = block.head();
        rowsFrom = Math.max(rowsFrom, block.toXid());
    }

    Verification end(Unsealed unsealed) {
        if (unsealed.forged() != null) {
            bad(unsealed.forged(), "was slipped in: its transaction has not begun yet");
        }
        if (anchor.isPresent() && anchor.get().height() > last.height()) {
            bad(
                    unsealed.first() == null ? 0 : unsealed.first(),
                    "the chain ends at block " + last.height() + ", before the anchor's "
                            + anchor.get().height());
        }
        @Nullable
        ChainHead head =
                blocks == 0 ? null : new ChainHead(last.height(), last.hash().toString());
        return new Verification(firstBad == null, rows, blocks, unsealed.rows(), firstBad, head);
    }

    /** The first row in a gap of the chain before this block; null when there is none, as there should be. */
    private @Nullable Long skipRowsBefore(AuditBlock block, RowCursor cursor) throws SQLException {
        @Nullable Long first = null;
        for (; cursor.onRow() && cursor.xid() < block.fromXid(); cursor.advance()) {
            rows++;
            first = first == null ? cursor.seq() : Math.min(first, cursor.seq());
        }
        return first;
    }

    private void skipRowsBelow(long xid, RowCursor cursor) throws SQLException {
        for (; cursor.onRow() && cursor.xid() < xid; cursor.advance()) {
            rows++;
        }
    }

    private boolean isAnothersPlace(AuditBlock block) {
        return anchor.filter(kept -> kept.height() == block.height())
                .filter(kept -> !kept.hash().equals(block.hash()))
                .isPresent();
    }

    private @Nullable FirstBad compare(AuditBlock block, RowCursor cursor) throws SQLException {
        BlockMatch match = new BlockMatch(block);
        for (; cursor.onRow() && cursor.xid() < block.toXid(); cursor.advance()) {
            rows++;
            match.found(cursor.row());
        }
        return match.firstBad();
    }

    private static long firstSeq(AuditBlock block) {
        return block.rows().isEmpty() ? 0 : block.rows().getFirst().seq();
    }

    private void bad(long seq, String why) {
        if (firstBad == null) {
            firstBad = new FirstBad(seq, why);
        }
    }
}
