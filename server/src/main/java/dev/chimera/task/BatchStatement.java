package dev.chimera.task;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.PreparedStatementCreator;

/**
 * A statement over a batch of rows: each column of the rows becomes one array argument, for {@code unnest} to take apart
 * again. One round trip and one fsync for the whole batch.
 *
 * <p>PostgreSQL knows nothing of a table that was never analysed, and little of one that grows fast; asked to join a batch
 * with it, it may read all of it, or compare every pair. So a batch is not joined: {@code CROSS JOIN LATERAL (SELECT ..
 * WHERE tenant_id = .. AND id = .. OFFSET 0)} looks each row up by its primary key alone, because {@code OFFSET 0} keeps
 * every other condition out, and an UPDATE then goes to the place ({@code ctid}) that was found. Never is one part of a
 * statement joined with another. {@code BatchPlanTests} counts the rows that are touched.
 *
 * @param <T> what a row is made from
 */
public final class BatchStatement<T> implements PreparedStatementCreator {

    private interface Argument {
        void bind(Connection connection, PreparedStatement statement, int position) throws SQLException;
    }

    private final String sql;
    private final List<T> rows;
    private final List<Argument> arguments = new ArrayList<>();

    private BatchStatement(String sql, List<T> rows) {
        this.sql = sql;
        this.rows = rows;
    }

    public static <T> BatchStatement<T> of(String sql, List<T> rows) {
        return new BatchStatement<>(sql, rows);
    }

    public BatchStatement<T> uuids(Function<T, @Nullable UUID> column) {
        return array("uuid", column);
    }

    public BatchStatement<T> texts(Function<T, @Nullable String> column) {
        return array("text", column);
    }

    /** Anything that speaks for itself in text, such as a JSON node, or null. */
    public BatchStatement<T> strings(Function<T, @Nullable Object> column) {
        return array("text", row -> {
            Object value = column.apply(row);
            return value == null ? null : value.toString();
        });
    }

    public BatchStatement<T> integers(Function<T, @Nullable Integer> column) {
        return array("int4", column);
    }

    public BatchStatement<T> doubles(Function<T, @Nullable Double> column) {
        return array("float8", column);
    }

    public BatchStatement<T> booleans(Function<T, @Nullable Boolean> column) {
        return array("bool", column);
    }

    /** One plain argument, the same for all rows. */
    public BatchStatement<T> value(Object value) {
        arguments.add((connection, statement, position) -> statement.setObject(position, value));
        return this;
    }

    private BatchStatement<T> array(String type, Function<T, ? extends @Nullable Object> column) {
        arguments.add((connection, statement, position) -> statement.setArray(
                position,
                connection.createArrayOf(type, rows.stream().map(column).toArray())));
        return this;
    }

    @Override
    public PreparedStatement createPreparedStatement(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.size(); i++) {
            arguments.get(i).bind(connection, statement, i + 1);
        }
        return statement;
    }
}
