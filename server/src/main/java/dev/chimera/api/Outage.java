package dev.chimera.api;

import dev.chimera.failure.Failure;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
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
            if (cause instanceof RedisException e && isAway(e)) {
                return Optional.of(new Failure(
                        "REDIS_UNREACHABLE", "Redis can't be reached", "nothing is lost; try again when it is back"));
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

    private static boolean isAway(RedisException e) {
        return switch (e) {
            case RedisLoadingException _ -> true;
            case RedisCommandExecutionException _ -> false;
            case RedisCommandInterruptedException _ -> false;
            default -> true;
        };
    }
}
