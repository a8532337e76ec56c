package dev.chimera.audit;

import dev.chimera.audit.AuditBlock.Head;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.stereotype.Repository;

/** The table {@code audit_blocks}, and {@code audit_log} as what the blocks are made of. Every call needs a transaction. */
@Repository
class BlockStore {

    /** Rows in memory at once while streaming, beside what a block keeps of them. */
    private static final int FETCH_ROWS = 256;

    private static final int FETCH_BLOCKS = 2;

    /** Any constant will do, as long as nobody else takes it: "chimaudt" in ASCII. */
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(7163091125840209012)";

    /**
     * On a table that was never analysed PostgreSQL would sort all that is left to seal, again for every block. The
     * index on xid hands the rows out in order instead, and only so many as are asked for.
     */
    private static final String WALK_THE_INDEX =
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off";

    private static final String HEAD = "SELECT height, to_xid, hash FROM audit_blocks ORDER BY height DESC LIMIT 1";

    private static final String HORIZON = """
            SELECT audit_xid(pg_snapshot_xmin(pg_current_snapshot())) AS horizon,
                   now() AS sealed_at,
                   here.system_identifier = (SELECT known.system_identifier FROM audit_clusters known
                                             ORDER BY known.xid_offset DESC LIMIT 1) AS at_home,
                   here.system_identifier || '-' || current_database() AS database
            FROM pg_control_system() here
            """;

    private static final String ROWS = "SELECT " + RowCursor.COLUMNS + """
            FROM audit_log
            WHERE xid >= ? AND xid < ?
            ORDER BY xid
            """;

    private static final String FIRST_ROWS = ROWS + "LIMIT ?";

    private static final String STORE = """
            INSERT INTO audit_blocks (height, from_xid, to_xid, seqs, digests, previous, hash, sealed_at, row_count,
                                      signature, signer)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, decode(?, 'hex'), ?)
            """;

    private static final String BLOCKS = """
            SELECT height, from_xid, to_xid, coalesce(digests, '') AS digests, previous, hash, sealed_at, row_count,
                   encode(signature, 'hex') AS signature, signer,
                   -- Whatever shape and holes somebody gave the array, what arrives here is a list of numbers.
                   ARRAY(SELECT coalesce(seq, 0) FROM unnest(seqs) seq) AS seqs
            FROM audit_blocks
            WHERE height > ?
            ORDER BY height
            LIMIT ?
            """;

    /** Without what it keeps of its rows. */
    private static final String HEAD_AT = """
            SELECT height, from_xid, to_xid, previous, hash, sealed_at, row_count, encode(signature, 'hex') AS signature,
                   signer, '{}'::bigint[] AS seqs, ''::bytea AS digests
            FROM audit_blocks WHERE height = ?
            """;

    private static final String ANY_SIGNED = "SELECT EXISTS (SELECT FROM audit_blocks WHERE signature IS NOT NULL)";

    /** The highest, because a forged block in the middle may end anywhere. */
    private static final String END_OF_BLOCKS = """
            SELECT max(to_xid)
            FROM (SELECT to_xid FROM audit_blocks WHERE height > ? ORDER BY height LIMIT ?) stretch
            """;

    /** A row can only be seen when its transaction ended, so one from a transaction that has not begun is forged. */
    private static final String UNSEALED = """
            SELECT count(*) AS rows, min(seq) AS first,
                   min(seq) FILTER (WHERE xid >= audit_xid(pg_snapshot_xmax(pg_current_snapshot()))) AS forged
            FROM audit_log
            WHERE xid >= ?
            """;

    private static final String OLDEST_UNSEALED = """
            SELECT at FROM audit_log
            WHERE xid >= coalesce((SELECT to_xid FROM audit_blocks ORDER BY height DESC LIMIT 1), 0)
            ORDER BY xid
            LIMIT 1
            """;

    private final JdbcTemplate jdbc;

    BlockStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Up to where rows may be sealed.
     *
     * @param xid every transaction below it has ended, and its rows are seen by the next statement
     * @param atHome whether {@code audit_xid} counts for the cluster that we are in
     * @param database a name for this very database, which a copy elsewhere does not have
     */
    record Horizon(long xid, Instant now, boolean atHome, String database) {}

    /** A row that waits for its seal. */
    record WaitingRow(long xid, SealedRow row) {}

    /**
     * What stands behind the chain.
     *
     * @param first the lowest number; null without rows
     * @param forged the lowest number of those that can't be; null when there is none
     */
    record Unsealed(
            long rows, @Nullable Long first, @Nullable Long forged) {}

    /** Reads while the cursor is open. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(RowCursor rows) throws SQLException;
    }

    /** Reads one block of a stretch. */
    @FunctionalInterface
    interface BlockReader {
        void read(AuditBlock block) throws SQLException;
    }

    /** Until the end of the transaction nobody else seals; false when somebody does. */
    boolean lock() {
        return Boolean.TRUE.equals(jdbc.queryForObject(LOCK, Boolean.class));
    }

    Head head() {
        return jdbc
                .query(
                        HEAD,
                        (row, number) ->
                                new Head(row.getLong("height"), row.getLong("to_xid"), Sha256.of(row.getBytes("hash"))))
                .stream()
                .findFirst()
                .orElse(Head.NONE);
    }

    Horizon horizon() {
        return jdbc.query(
                        HORIZON,
                        (row, number) -> new Horizon(
                                row.getLong("horizon"),
                                instant(row, "sealed_at"),
                                row.getBoolean("at_home"),
                                row.getString("database")))
                .getFirst();
    }

    /** The first rows of a range, with nothing of them but their digest. */
    List<WaitingRow> waitingRows(long fromXid, long toXid, int limit) {
        return read(streaming(FIRST_ROWS, FETCH_ROWS, fromXid, toXid, limit), rows -> {
            List<WaitingRow> waiting = new ArrayList<>();
            for (; rows.onRow(); rows.advance()) {
                waiting.add(new WaitingRow(rows.xid(), rows.row()));
            }
            return waiting;
        });
    }

    void store(AuditBlock block) {
        byte[] digests = new byte[block.rows().size() * Sha256.LENGTH];
        for (int i = 0; i < block.rows().size(); i++) {
            block.rows().get(i).digest().copyTo(digests, i);
        }
        Long[] seqs = block.rows().stream().map(SealedRow::seq).toArray(Long[]::new);
        jdbc.update(STORE, statement -> {
            statement.setLong(1, block.height());
            statement.setLong(2, block.fromXid());
            statement.setLong(3, block.toXid());
            statement.setArray(4, statement.getConnection().createArrayOf("int8", seqs));
            statement.setBytes(5, digests);
            statement.setBytes(6, block.previous().bytes());
            statement.setBytes(7, block.hash().bytes());
            statement.setObject(8, block.sealedAt().atOffset(ZoneOffset.UTC));
            statement.setInt(9, block.count());
            @Nullable HeadSignature signature = block.signature();
            statement.setString(10, signature == null ? null : signature.hex());
            statement.setString(11, signature == null ? null : signature.signer());
        });
    }

    /** The block at this height, as if its rows were archived; empty when there is none. */
    Optional<AuditBlock> headAt(long height) {
        return jdbc.query(HEAD_AT, (row, number) -> block(row), height).stream().findFirst();
    }

    boolean anySigned() {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANY_SIGNED, Boolean.class));
    }

    /** The transaction id at which the blocks above this height, so many of them, end; empty when there is none. */
    Optional<Long> endOfBlocks(long aboveHeight, int limit) {
        return Optional.ofNullable(jdbc.queryForObject(END_OF_BLOCKS, Long.class, aboveHeight, limit));
    }

    /** Hands out the blocks above this height, so many of them, in order; holds two of them at a time. */
    void blocks(long aboveHeight, int limit, BlockReader reader) {
        jdbc.query(streaming(BLOCKS, FETCH_BLOCKS, aboveHeight, limit), (ResultSet row) -> reader.read(block(row)));
    }

    /** The rows of a range, in the order of their transaction ids. */
    <T> T rows(long fromXid, long toXid, RowReader<T> reader) {
        return read(streaming(ROWS, FETCH_ROWS, fromXid, toXid), reader);
    }

    /** The rows of one part of the log, in the order of their transaction ids. */
    <T> T rowsOf(String month, RowReader<T> reader) {
        return read(
                streaming("SELECT " + RowCursor.COLUMNS + " FROM \"" + month + "\" ORDER BY xid", FETCH_ROWS), reader);
    }

    /** The height below that of the first block in which a row of this transaction can be. */
    long heightBefore(long xid) {
        Long height = jdbc.queryForObject(
                "SELECT coalesce(min(height), 0) - 1 FROM audit_blocks WHERE to_xid > ?", Long.class, xid);
        return height == null ? -1 : height;
    }

    Unsealed unsealed(long fromXid) {
        return jdbc.query(
                        UNSEALED,
                        (row, number) -> new Unsealed(
                                row.getLong("rows"),
                                row.getObject("first", Long.class),
                                row.getObject("forged", Long.class)),
                        fromXid)
                .getFirst();
    }

    /** When the first row that is not sealed was written; empty when all are. */
    Optional<Instant> oldestUnsealed() {
        return jdbc.query(OLDEST_UNSEALED, (row, number) -> instant(row, "at")).stream()
                .findFirst();
    }

    private <T> T read(PreparedStatementCreator statement, RowReader<T> reader) {
        jdbc.execute(WALK_THE_INDEX);
        List<T> result = new ArrayList<>(1);
        jdbc.query(statement, (ResultSet rows) -> {
            result.add(reader.read(new RowCursor(rows)));
            return null;
        });
        return result.getFirst();
    }

    private static PreparedStatementCreator streaming(String sql, int fetchSize, Object... arguments) {
        return connection -> {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setFetchSize(fetchSize);
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return statement;
        };
    }

    private static AuditBlock block(ResultSet row) throws SQLException {
        Long[] seqs = (Long[]) row.getArray("seqs").getArray();
        byte[] digests = row.getBytes("digests");
        // They are equally many, or the hash is wrong.
        int count = Math.min(seqs.length, digests.length / Sha256.LENGTH);
        List<SealedRow> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new SealedRow(seqs[i], Sha256.at(digests, i)));
        }
        return new AuditBlock(
                row.getLong("height"),
                row.getLong("from_xid"),
                row.getLong("to_xid"),
                instant(row, "sealed_at"),
                rows,
                row.getInt("row_count"),
                Sha256.of(row.getBytes("previous")),
                Sha256.of(row.getBytes("hash")),
                signature(row));
    }

    private static @Nullable HeadSignature signature(ResultSet row) throws SQLException {
        @Nullable String hex = row.getString("signature");
        return hex == null ? null : new HeadSignature(row.getString("signer"), hex);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
