package dev.chimera.audit;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Walks over rows of {@code audit_log} in the order of their transaction ids; within one, they come as they come. It
 * stands on a row, or after the last one. A row is hashed only when it is asked for.
 */
final class RowCursor {

    /** All columns. Text of jsonb is canonical; timestamptz_send gives microseconds and can't overflow. */
    static final String COLUMNS = """
            tenant_id, seq, xid, timestamptz_send(at) AS at, actor, event, task_id, campaign_id, from_version, to_version,
            evidence::text AS evidence
            """;

    private final ResultSet rows;
    private boolean onRow;
    private long xid;

    /** Stands on the first row, if there is one. */
    RowCursor(ResultSet rows) throws SQLException {
        this.rows = rows;
        advance();
    }

    boolean onRow() {
        return onRow;
    }

    /** The transaction that wrote the row, as numbered by {@code audit_xid}. */
    long xid() {
        return xid;
    }

    long seq() throws SQLException {
        return rows.getLong("seq");
    }

    void advance() throws SQLException {
        onRow = rows.next();
        if (onRow) {
            xid = rows.getLong("xid");
        }
    }

    SealedRow row() throws SQLException {
        return whole().sealed();
    }

    LogRow whole() throws SQLException {
        return new LogRow(
                rows.getObject("tenant_id", UUID.class),
                seq(),
                xid,
                ByteBuffer.wrap(rows.getBytes("at")).getLong(),
                rows.getString("actor"),
                rows.getString("event"),
                rows.getObject("task_id", UUID.class),
                rows.getObject("campaign_id", UUID.class),
                rows.getObject("from_version", UUID.class),
                rows.getObject("to_version", UUID.class),
                rows.getString("evidence"));
    }
}
