package dev.chimera.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many rows PostgreSQL has in its hands while it answers a statement, those included that it then drops: what a
 * statement costs on any machine, busy or not.
 */
public final class RowsTouched {

    public static final String EXPLAIN = "EXPLAIN (ANALYZE, FORMAT JSON) ";

    private static final Set<String> DROPPED =
            Set.of("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck");

    private RowsTouched() {}

    /** Runs the statement as every connection of the server does, and takes it back. */
    public static long by(TestServer server, PreparedStatementCreator statement) {
        return Objects.requireNonNull(server.bean(TransactionTemplate.class).execute(status -> {
            status.setRollbackOnly();
            return in(Objects.requireNonNull(server.bean(JdbcTemplate.class)
                    .query(
                            connection -> statement.createPreparedStatement(explaining(connection)),
                            (row, number) -> row.getString(1))
                    .getFirst()));
        }));
    }

    /** Of what {@link #EXPLAIN} answered. */
    public static long in(String plan) {
        return touched(JsonMapper.shared().readTree(plan).path(0).path("Plan"));
    }

    private static long touched(JsonNode node) {
        double each = node.path("Actual Rows").asDouble(0);
        for (String dropped : DROPPED) {
            each += node.path(dropped).asDouble(0);
        }
        long sum = Math.round(each * node.path("Actual Loops").asDouble(0));
        for (JsonNode below : node.path("Plans")) {
            sum += touched(below);
        }
        return sum;
    }

    private static Connection explaining(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                RowsTouched.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("prepareStatement")) {
                            Object[] changed = arguments.clone();
                            changed[0] = EXPLAIN + arguments[0];
                            return method.invoke(real, changed);
                        }
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
