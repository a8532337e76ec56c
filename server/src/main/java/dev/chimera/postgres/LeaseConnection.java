package dev.chimera.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * One connection, kept open, for what must not wait behind anybody: the process' lease. Whatever is asked has an answer or
 * an exception within twice {@code chimera.postgres.lease-timeout}; after an exception the next one connects anew.
 */
@Component
public final class LeaseConnection implements DisposableBean {

    private final SingleConnectionDataSource connection;
    private final JdbcClient jdbc;

    LeaseConnection(PostgresProperties properties) {
        Bounds bounds = Bounds.lease(properties);
        this.connection = new SingleConnectionDataSource(properties.url(), true) {
            @Override
            protected void prepareConnection(Connection fresh) throws SQLException {
                super.prepareConnection(fresh);
                try (Statement statement = fresh.createStatement()) {
                    statement.execute(bounds.lesserSession());
                }
            }
        };
        connection.setConnectionProperties(bounds.driver());
        JdbcTemplate template = new JdbcTemplate(connection);
        template.setExceptionTranslator(new PostgresExceptions());
        this.jdbc = JdbcClient.create(template);
    }

    /** One short statement; not for several threads to be fast with. */
    public synchronized <T> T ask(Function<JdbcClient, T> statement) {
        try {
            return statement.apply(jdbc);
        } catch (DataAccessException e) {
            connection.resetConnection();
            throw e;
        }
    }

    @Override
    public void destroy() {
        connection.destroy();
    }
}
