package dev.chimera.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/**
 * Spring's own, and one more: a wait for a lock that took too long passes by itself, as a statement does that took too
 * long. Spring takes it for something that it does not know and that will never change.
 */
final class PostgresExceptions extends SQLExceptionSubclassTranslator {

    /** Appendix A of PostgreSQL's manual: lock_not_available. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    @Override
    protected @Nullable DataAccessException doTranslate(String task, @Nullable String sql, SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState())
                ? new QueryTimeoutException(buildMessage(task, sql, e), e)
                : super.doTranslate(task, sql, e);
    }
}
