package dev.chimera.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database as the owner of the tables, who alone may open and drop months of the log: a connection of its own, made when
 * there is something to do, and closed after it. Everything else is done as the role that owns nothing.
 */
@Component
class OwnerDatabase {

    private final String url;

    @Autowired
    OwnerDatabase(@Value("${chimera.postgres.owner-url:}") String owner, @Value("${chimera.postgres.url}") String url) {
        this(owner.isBlank() ? url : owner);
    }

    OwnerDatabase(String url) {
        this.url = url;
    }

    /** In seconds, as the driver has it. Archiving a month takes its time, but a connection that is half open ends. */
    private static Properties bounds() {
        Properties bounds = new Properties();
        bounds.setProperty("tcpKeepAlive", "true");
        bounds.setProperty("connectTimeout", "5");
        bounds.setProperty("loginTimeout", "5");
        bounds.setProperty("socketTimeout", "1800");
        return bounds;
    }

    /** Uses the database within the time that the connection is open. */
    @FunctionalInterface
    interface Work {
        void with(JdbcTemplate jdbc, TransactionTemplate transactions);
    }

    /** Throws DataAccessException when the database is away. */
    void use(Work work) {
        try (Connection connection = DriverManager.getConnection(url, bounds())) {
            SingleConnectionDataSource only = new SingleConnectionDataSource(connection, true);
            work.with(new JdbcTemplate(only), new TransactionTemplate(new DataSourceTransactionManager(only)));
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("the owner of the audit log can't log in", e);
        }
    }
}
