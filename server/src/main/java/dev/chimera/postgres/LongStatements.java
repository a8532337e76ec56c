package dev.chimera.postgres;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Gives the statements of one transaction more time than others have. */
@Component
public class LongStatements {

    private final JdbcTemplate jdbc;
    private final Duration answerMargin;

    @Autowired
    LongStatements(JdbcTemplate jdbc, PostgresProperties properties) {
        this(jdbc, properties.answerMargin());
    }

    /** Over connections that somebody else has made, such as a test's. */
    public LongStatements(JdbcTemplate jdbc, Duration answerMargin) {
        this.jdbc = jdbc;
        this.answerMargin = answerMargin;
    }

    /**
     * Lets each statement take this long, up to the end of the transaction that this is called in. The driver's own
     * patience goes back to what it was with the connection.
     */
    public void allow(Duration bound) {
        long answer = bound.plus(answerMargin).toMillis();
        jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(answer));
            return true;
        });
        jdbc.execute("SET LOCAL statement_timeout = " + bound.toMillis());
    }
}
