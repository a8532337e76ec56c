package dev.chimera.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/** For tests that count what was spent today. */
public final class Today {

    private static final String SECONDS_LEFT = """
            SELECT extract(epoch FROM date_trunc('day', utc) + interval '1 day' - utc)
            FROM (SELECT now() AT TIME ZONE 'UTC' AS utc) clock
            """;

    private Today() {}

    /** Returns when the day, in UTC, is not over before the test is. */
    public static void isLongEnough(JdbcClient jdbc) {
        Awaitility.await("midnight is over")
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> jdbc.sql(SECONDS_LEFT).query(Double.class).single() > 90);
    }
}
