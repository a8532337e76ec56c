package dev.chimera.api;

import dev.chimera.broker.RedisOutage;
import dev.chimera.failure.Failure;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;

/** Tells a server that is away from one that said no: the first passes by itself, so the caller is asked to come back. */
final class Outage {

    /**
     * PostgreSQL's SQLSTATEs (appendix A of its manual) for a server that stops, crashed, starts or has no connection
     * left; every one of class 08 is a broken connection.
     */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

    private Outage() {}

    static Optional<Failure> in(Throwable thrown) {
        for (Throwable cause : Causes.of(thrown)) {
            if (cause instanceof SQLException e && isAway(e)) {
                return Optional.of(new Failure(
                        "POSTGRES_UNREACHABLE",
                        "PostgreSQL can't be reached",
                        "nothing is lost; try again when it is back"));
            }
            Optional<Failure> redis = RedisOutage.of(cause);
            if (redis.isPresent()) {
                return redis;
            }
        }
        return Optional.empty();
    }

    private static boolean isAway(SQLException e) {
        String state = e.getSQLState();
        // The pool gives up with this one when no connection could be made in time.
        return e instanceof SQLTransientConnectionException
                || (state != null && (state.startsWith("08") || AWAY.contains(state)));
    }
}
