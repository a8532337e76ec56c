package dev.chimera.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.chimera.audit.Archive.Month;
import dev.chimera.audit.Verification.FirstBad;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a month into a file, block after block, and holds every row against its block while it does: what was tampered with
 * is not archived, or the file would be its proof.
 */
final class ArchiveWriter {

    private static final int STRETCH_BLOCKS = 100;

    private final BlockStore blocks;
    private final List<Archive> before;
    private final List<Long> leftBehind = new ArrayList<>();
    private final List<Long> whole = new ArrayList<>();
    private long rows;
    private long height;

    /** @param before the archives of earlier months */
    ArchiveWriter(BlockStore blocks, List<Archive> before) {
        this.blocks = blocks;
        this.before = List.copyOf(before);
    }

    /** Why a month can't be archived now; nothing was dropped. */
    static final class NotArchivedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotArchivedException(String message) {
            super(message);
        }
    }

    /**
     * What was written.
     *
     * @param wholeBlocks the heights of the blocks of which nothing else is left in the log
     */
    record Written(long rows, List<Long> leftBehind, List<Long> wholeBlocks) {}

    /** To be called in a transaction; the file is on the disk when it returns. */
    Written write(Month month, Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            GZIPOutputStream compressed = new GZIPOutputStream(Channels.newOutputStream(channel));
            BufferedWriter lines = new BufferedWriter(new OutputStreamWriter(compressed, UTF_8));
            line(lines, ArchiveLines.title(month));
            blocks.rowsOf(month.name(), cursor -> {
                height = cursor.onRow() ? blocks.heightBefore(cursor.xid()) : 0;
                while (cursor.onRow() && stretch(cursor, lines)) {
                    // The next stretch begins where this one ended.
                }
                if (cursor.onRow()) {
                    throw new NotArchivedException("row " + cursor.seq() + " is in no block yet");
                }
                return rows;
            });
            lines.flush();
            compressed.finish();
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Written(rows, leftBehind, whole);
    }

    /** False when there is no block left. */
    private boolean stretch(RowCursor cursor, BufferedWriter lines) {
        long above = height;
        blocks.blocks(above, STRETCH_BLOCKS, block -> {
            height = block.height();
            archive(block, cursor, lines);
        });
        return height > above;
    }

    private void archive(AuditBlock block, RowCursor cursor, BufferedWriter lines) throws SQLException {
        if (!cursor.onRow() || cursor.xid() >= block.toXid()) {
            return;
        }
        if (cursor.xid() < block.fromXid() || block.isArchived() || !block.isSound()) {
            throw new NotArchivedException("block " + block.height() + ", or row " + cursor.seq() + ", is not as it was"
                    + " sealed; run audit verify");
        }
        line(lines, ArchiveLines.block(block));
        BlockMatch match = new BlockMatch(block, missing -> true);
        List<Long> found = new ArrayList<>();
        for (; cursor.onRow() && cursor.xid() < block.toXid(); cursor.advance()) {
            LogRow row = cursor.whole();
            match.found(row.sealed());
            found.add(row.seq());
            line(lines, ArchiveLines.row(row));
        }
        FirstBad bad = match.firstBad();
        if (bad != null) {
            throw new NotArchivedException("row " + bad.seq() + " " + bad.why() + "; run audit verify");
        }
        rows += found.size();
        long elsewhere = block.rows().stream()
                .filter(row -> before.stream().anyMatch(archive -> archive.leftBehind(row.seq())))
                .count();
        if (found.size() + elsewhere == block.count()) {
            whole.add(block.height());
        } else {
            leftBehind.addAll(found);
        }
    }

    private static void line(BufferedWriter lines, String text) {
        try {
            lines.write(text);
            lines.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
