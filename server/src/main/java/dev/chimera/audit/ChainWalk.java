package dev.chimera.audit;

import dev.chimera.audit.AuditBlock.Head;
import dev.chimera.audit.BlockStore.Unsealed;
import dev.chimera.audit.Verification.ChainHead;
import dev.chimera.audit.Verification.FirstBad;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One walk along the chain: takes block after block, compares it with the one before and with the rows in its range, and
 * keeps the first thing that is wrong.
 */
final class ChainWalk {

    private final Optional<Anchor> anchor;
    private final Optional<Anchor> remembered;
    private final SignatureWalk signatures;
    private List<Archive> archives = List.of();
    private Head last = Head.NONE;
    /** Below the first block's range, so that a row with a number that can't be is found as well. */
    private long rowsFrom = Long.MIN_VALUE;

    private long rows;
    private long blocks;
    private @Nullable FirstBad firstBad;

    /**
     * @param anchor what whoever asks has kept
     * @param remembered what this server sealed last
     */
    ChainWalk(Optional<Anchor> anchor, Optional<Anchor> remembered, Keyring keys) {
        this.anchor = anchor;
        this.remembered = remembered;
        this.signatures = new SignatureWalk(keys);
    }

    /** What was archived by now; to be told before each stretch. */
    void archived(List<Archive> known) {
        archives = List.copyOf(known);
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
        } else if (isAnothersPlace(anchor, block)) {
            bad(firstSeq(block), "block " + block.height() + " is not the one of the anchor: the chain was rewritten");
        } else if (isAnothersPlace(remembered, block)) {
            bad(
                    firstSeq(block),
                    "block " + block.height() + " is not the one that this server sealed: the chain was"
                            + " rewritten");
        } else if (block.isArchived() && archives.stream().noneMatch(archive -> archive.covers(block.height()))) {
            bad(0, "block " + block.height() + " has lost its rows, and no archive has them");
        }
        Optional<String> unsigned = signatures.check(block);
        unsigned.ifPresent(why -> bad(firstSeq(block), why));
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
        signatures.check(archives).ifPresent(why -> bad(0, why));
        if (remembered.isPresent() && remembered.get().height() > last.height()) {
            bad(
                    unsealed.first() == null ? 0 : unsealed.first(),
                    "the chain ends at block " + last.height() + ", and this server sealed block "
                            + remembered.get().height() + ": it was cut off");
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
        return new Verification(
                firstBad == null,
                rows,
                blocks,
                unsealed.rows(),
                firstBad,
                head,
                archives.stream().mapToLong(Archive::count).sum(),
                signatures.signed());
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

    private static boolean isAnothersPlace(Optional<Anchor> anchor, AuditBlock block) {
        return anchor.filter(kept -> kept.height() == block.height())
                .filter(kept -> !kept.hash().equals(block.hash()))
                .isPresent();
    }

    private @Nullable FirstBad compare(AuditBlock block, RowCursor cursor) throws SQLException {
        if (block.isArchived() && cursor.onRow() && cursor.xid() < block.toXid()) {
            return new FirstBad(cursor.seq(), "was slipped in: the rows of block " + block.height() + " are archived");
        }
        BlockMatch match = new BlockMatch(block, seq -> archives.stream().anyMatch(archive -> archive.leftBehind(seq)));
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
