package dev.chimera.audit;

import dev.chimera.audit.Archive.Month;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * The months of {@code audit_log}, and the table {@code audit_archives}. The server's own connections may read both; what
 * opens or drops a month has to run as the owner of the tables.
 */
@Repository
class ArchiveStore {

    private static final Pattern NAME = Pattern.compile("audit_log_[a-z0-9_]{1,50}");

    private static final String OPEN = "SELECT audit_open_months(?)";

    private static final String AHEAD = """
            SELECT floor(extract(epoch FROM max(ends) - now()) / 86400)::int FROM audit_months
            """;

    private static final String ENDED = """
            SELECT name, begins, ends FROM audit_months
            WHERE ends <= now() - ?::interval ORDER BY ends LIMIT 1
            """;

    private static final String ARCHIVES = """
            SELECT name, begins, ends, row_count, first_height, last_height, sha256, left_behind,
                   encode(signature, 'hex') AS signature, signer
            FROM audit_archives ORDER BY ends
            """;

    private static final String RECORD = """
            INSERT INTO audit_archives (name, begins, ends, row_count, first_height, last_height, sha256, left_behind,
                                        signature, signer)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, decode(?, 'hex'), ?)
            """;

    private static final String BEHEAD = "UPDATE audit_blocks SET seqs = NULL, digests = NULL WHERE height = ANY (?)";

    private final JdbcTemplate jdbc;

    ArchiveStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Opens the present month and so many more; the number of those that were not open yet. */
    int open(int ahead) {
        Integer opened = jdbc.queryForObject(OPEN, Integer.class, ahead);
        return opened == null ? 0 : opened;
    }

    /** For how many days from now rows can be written. */
    int daysAhead() {
        Integer days = jdbc.queryForObject(AHEAD, Integer.class);
        return days == null ? 0 : days;
    }

    /** The oldest month that is over for so long. */
    Optional<Month> endedBefore(Period keep) {
        return jdbc.query(ENDED, (row, number) -> month(row), keep.toString()).stream()
                .findFirst();
    }

    List<Archive> archives() {
        return jdbc.query(ARCHIVES, (row, number) -> {
            @Nullable String signature = row.getString("signature");
            return new Archive(
                    month(row),
                    row.getLong("row_count"),
                    row.getLong("first_height"),
                    row.getLong("last_height"),
                    Sha256.of(row.getBytes("sha256")),
                    List.of((Long[]) row.getArray("left_behind").getArray()),
                    signature == null ? null : new HeadSignature(row.getString("signer"), signature));
        });
    }

    /** Nobody writes into the month until the end of the transaction, and gives the number of its rows. */
    long lockAndCount(Month month) {
        jdbc.execute("SET LOCAL lock_timeout = '1s'");
        jdbc.execute("LOCK TABLE " + quoted(month) + " IN SHARE MODE");
        Long rows = jdbc.queryForObject("SELECT count(*) FROM " + quoted(month), Long.class);
        return rows == null ? 0 : rows;
    }

    void record(Archive archive) {
        Month month = archive.month();
        HeadSignature signature = archive.signature();
        jdbc.update(RECORD, statement -> {
            statement.setString(1, month.name());
            statement.setObject(2, utc(month.begins()));
            statement.setObject(3, utc(month.ends()));
            statement.setLong(4, archive.count());
            statement.setLong(5, archive.firstHeight());
            statement.setLong(6, archive.lastHeight());
            statement.setBytes(7, archive.sha256().bytes());
            statement.setArray(
                    8,
                    statement
                            .getConnection()
                            .createArrayOf("int8", archive.leftBehind().toArray()));
            statement.setString(9, signature == null ? null : signature.hex());
            statement.setString(10, signature == null ? null : signature.signer());
        });
    }

    /** Keeps of these blocks the head only. */
    void behead(List<Long> heights) {
        jdbc.update(
                BEHEAD,
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("int8", heights.toArray())));
    }

    /** Waits a second at most for those who read the log: whoever wants to write has to wait as long. */
    void drop(Month month) {
        jdbc.execute("SET LOCAL lock_timeout = '1s'");
        jdbc.execute("DROP TABLE " + quoted(month));
    }

    private static String quoted(Month month) {
        if (!NAME.matcher(month.name()).matches()) {
            throw new IllegalArgumentException(month.name() + " is no part of the audit log");
        }
        return '"' + month.name() + '"';
    }

    private static Month month(ResultSet row) throws SQLException {
        return new Month(
                row.getString("name"),
                instant(row, "begins"),
                row.getObject("ends", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
