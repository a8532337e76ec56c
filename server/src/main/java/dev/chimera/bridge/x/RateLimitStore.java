package dev.chimera.bridge.x;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table {@code x_rate_limits}: what is left of X's limits, by account and endpoint. Several processes spend it
 * together: each request takes its one by a conditional UPDATE before it is made.
 */
@Repository
class RateLimitStore {

    /** A quarter of an hour is X's usual span; these two are of a day, of the account and of our whole app. */
    private static final Map<String, String> SPANS = Map.of(
            "window", "x-rate-limit",
            "account-day", "x-user-limit-24hour",
            "app-day", "x-app-limit-24hour");

    /** What X says beyond a day and an hour is not believed: a wrong clock must not silence an agent for a year. */
    private static final Duration LONGEST = Duration.ofHours(25);

    private static final Duration UNSPECIFIED = Duration.ofMinutes(1);
    private static final int TOO_MANY = 429;

    private final JdbcClient jdbc;

    RateLimitStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How long until there is something left; empty when there is, or when nobody knows of a limit. */
    Optional<Duration> wait(XAccount account, String endpoint) {
        return jdbc.sql("""
                        SELECT extract(epoch FROM max(reset_at) - clock_timestamp()) FROM x_rate_limits
                        WHERE tenant_id = :tenant AND agent_id = :agent AND endpoint = :endpoint
                          AND remaining = 0 AND reset_at > clock_timestamp()
                        HAVING count(*) > 0
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("endpoint", endpoint)
                .query(Double.class)
                .optional()
                .map(seconds -> Duration.ofMillis(Math.max(1, (long) (seconds * 1000))));
    }

    /** Takes one of every limit that is known; empty when there was one, or else how long to wait. */
    Optional<Duration> take(XAccount account, String endpoint) {
        boolean taken = jdbc.sql("""
                        WITH known AS (
                            SELECT span FROM x_rate_limits
                            WHERE tenant_id = :tenant AND agent_id = :agent AND endpoint = :endpoint
                              AND reset_at > clock_timestamp()
                        ), spent AS (
                            UPDATE x_rate_limits x SET remaining = x.remaining - 1
                            FROM known
                            WHERE x.tenant_id = :tenant AND x.agent_id = :agent AND x.endpoint = :endpoint
                              AND x.span = known.span AND x.remaining > 0
                            RETURNING x.span
                        )
                        SELECT (SELECT count(*) FROM known) = (SELECT count(*) FROM spent)
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("endpoint", endpoint)
                .query(Boolean.class)
                .single();
        return taken ? Optional.empty() : Optional.of(wait(account, endpoint).orElse(Duration.ofSeconds(1)));
    }

    /**
     * Writes down what an answer says about limits.
     *
     * @return how long X wants us to wait, when the answer is a 429
     */
    Optional<Duration> learn(XAccount account, String endpoint, XAnswer answer) {
        boolean refused = answer.status() == TOO_MANY;
        boolean known = false;
        for (Map.Entry<String, String> span : SPANS.entrySet()) {
            Optional<Long> remaining = number(answer.headers(), span.getValue() + "-remaining");
            Optional<Long> reset = number(answer.headers(), span.getValue() + "-reset");
            if (remaining.isPresent() && reset.isPresent()) {
                known |= remaining.get() == 0;
                write(account, endpoint, span.getKey(), remaining.get(), reset.get());
            }
        }
        if (!refused) {
            return Optional.empty();
        }
        if (!known) {
            // Something else than what the headers show is used up; it is written down, so that the others wait, too.
            Duration pause = number(answer.headers(), "retry-after")
                    .filter(seconds -> seconds > 0)
                    .map(Duration::ofSeconds)
                    .orElseGet(() -> untilReset(answer.headers()));
            pause(account, endpoint, pause);
        }
        return Optional.of(wait(account, endpoint).orElse(UNSPECIFIED));
    }

    private void write(XAccount account, String endpoint, String span, long remaining, long reset) {
        jdbc.sql("""
                        INSERT INTO x_rate_limits AS x (tenant_id, agent_id, endpoint, span, remaining, reset_at)
                        VALUES (:tenant, :agent, :endpoint, :span, :remaining,
                                least(to_timestamp(:reset), clock_timestamp() + :longest * interval '1 second'))
                        ON CONFLICT (tenant_id, agent_id, endpoint, span) DO UPDATE
                        SET reset_at = excluded.reset_at,
                            remaining = CASE WHEN x.reset_at = excluded.reset_at
                                             THEN least(x.remaining, excluded.remaining) ELSE excluded.remaining END
                        WHERE excluded.reset_at >= x.reset_at
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("endpoint", endpoint)
                .param("span", span)
                .param("remaining", Math.clamp(remaining, 0, Integer.MAX_VALUE))
                .param("reset", reset)
                .param("longest", LONGEST.toSeconds())
                .update();
    }

    private void pause(XAccount account, String endpoint, Duration pause) {
        jdbc.sql("""
                        INSERT INTO x_rate_limits AS x (tenant_id, agent_id, endpoint, span, remaining, reset_at)
                        VALUES (:tenant, :agent, :endpoint, 'pause', 0,
                                clock_timestamp() + :seconds * interval '1 second')
                        ON CONFLICT (tenant_id, agent_id, endpoint, span) DO UPDATE
                        SET reset_at = greatest(x.reset_at, excluded.reset_at), remaining = 0
                        """)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("endpoint", endpoint)
                .param("seconds", Math.min(pause.toSeconds(), LONGEST.toSeconds()))
                .update();
    }

    private Duration untilReset(HttpHeaders headers) {
        Optional<Long> reset = number(headers, "x-rate-limit-reset");
        if (reset.isEmpty()) {
            return UNSPECIFIED;
        }
        Long seconds = jdbc.sql("SELECT ceil(:reset - extract(epoch FROM clock_timestamp()))::bigint")
                .param("reset", reset.get())
                .query(Long.class)
                .single();
        return Objects.requireNonNull(seconds) > 0 ? Duration.ofSeconds(seconds) : UNSPECIFIED;
    }

    private static Optional<Long> number(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(Long::parseLong);
    }
}
