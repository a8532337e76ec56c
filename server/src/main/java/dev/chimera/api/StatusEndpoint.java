package dev.chimera.api;

import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.StreamStatus;
import dev.chimera.effect.EffectAlarm;
import dev.chimera.tenant.Caller;
import dev.chimera.wallet.OpenPaymentStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/status} and {@code /v1/env}: how the system is, and where its parts are. Answers also when parts are away. */
@RestController
class StatusEndpoint {

    /** What is open is counted in its index, what has ended was counted when it did. */
    static final String TASK_COUNTS = """
            SELECT k.name, coalesce(sum(c.tasks), 0)
            FROM unnest(:names::text[]) AS k(name)
            LEFT JOIN (
                SELECT status, count(*) AS tasks FROM tasks
                WHERE tenant_id = :tenant AND status IN ('PENDING', 'IN_PROGRESS', 'REVIEW') AND NOT dry_run
                GROUP BY status
                UNION ALL
                SELECT status, sum(tasks) FROM task_tallies WHERE tenant_id = :tenant GROUP BY status
            ) c ON c.status = k.name
            GROUP BY k.name ORDER BY array_position(:names::text[], k.name)
            """;

    static final String EFFECT_COUNTS = """
            SELECT k.name, coalesce(c.effects, 0)
            FROM unnest(:names::text[]) AS k(name)
            LEFT JOIN (SELECT state, count(*) AS effects FROM effects WHERE tenant_id = :tenant GROUP BY state) c
                ON c.state = k.name
            ORDER BY array_position(:names::text[], k.name)
            """;

    static final String OPEN_REVIEWS = "SELECT count(*) FROM reviews WHERE tenant_id = :tenant AND state = 'OPEN'";

    private final JdbcClient jdbc;
    private final StreamStatus streams;
    private final ProcessRoles roles;
    private final OpenPaymentStore payments;
    private final EffectAlarm alarm;
    private final Environment environment;

    StatusEndpoint(
            JdbcClient jdbc,
            StreamStatus streams,
            ProcessRoles roles,
            OpenPaymentStore payments,
            EffectAlarm alarm,
            Environment environment) {
        this.jdbc = jdbc;
        this.streams = streams;
        this.roles = roles;
        this.payments = payments;
        this.alarm = alarm;
        this.environment = environment;
    }

    record Part(@Nullable String version, boolean ok) {}

    /**
     * {@code unsettledPayments}: those that wait for a person, and have no review in which one would be asked; {@code
     * alarms}: why approved effects wait, where we are refused and not what was approved.
     */
    record Status(
            String version,
            List<String> roles,
            Part postgres,
            Part redis,
            Map<String, Long> tasks,
            Map<String, Long> effects,
            long reviews,
            long unsettledPayments,
            long deadLetters,
            List<StreamStatus.StreamLine> streams,
            List<EffectAlarm.Alarm> alarms) {}

    record Env(
            @Nullable String postgresUrl,
            @Nullable String redisUrl,
            String httpUrl,
            @Nullable String home) {}

    @GetMapping("/v1/status")
    Status status(Caller.Person caller) {
        Optional<String> postgres = postgresVersion();
        Optional<StreamStatus.Snapshot> redis = streams.now();
        return new Status(
                version(),
                roles.words(),
                new Part(postgres.orElse(null), postgres.isPresent()),
                new Part(redis.flatMap(StreamStatus.Snapshot::version).orElse(null), redis.isPresent()),
                counts(TASK_COUNTS, caller, postgres, new String[] {
                    "PENDING", "IN_PROGRESS", "REVIEW", "COMPLETED", "FAILED"
                }),
                counts(EFFECT_COUNTS, caller, postgres, new String[] {
                    "INTENDED", "SENDING", "CONFIRMED", "FAILED", "UNKNOWN"
                }),
                postgres.isPresent() ? reviews(caller) : 0,
                postgres.isPresent() ? payments.waitingForPerson(caller.tenant()) : 0,
                redis.map(StreamStatus.Snapshot::deadLetters).orElse(0L),
                redis.map(StreamStatus.Snapshot::streams).orElseGet(List::of),
                postgres.isPresent() ? alarm.of(caller.tenant()) : List.of());
    }

    @GetMapping("/v1/env")
    Env env(Caller.Person caller) {
        caller.require(dev.chimera.tenant.Role.OPERATOR);
        return new Env(
                environment.getProperty("chimera.postgres.url"),
                environment.getProperty("chimera.redis.url"),
                "http://127.0.0.1:" + environment.getProperty("local.server.port"),
                environment.getProperty("chimera.home"));
    }

    private static String version() {
        return Objects.requireNonNullElse(StatusEndpoint.class.getPackage().getImplementationVersion(), "development");
    }

    private Optional<String> postgresVersion() {
        try {
            return jdbc.sql("SHOW server_version").query(String.class).optional();
        } catch (DataAccessException e) {
            return Optional.empty();
        }
    }

    private Map<String, Long> counts(String sql, Caller.Person caller, Optional<String> postgres, String[] names) {
        Map<String, Long> counts = new LinkedHashMap<>();
        if (postgres.isPresent()) {
            jdbc.sql(sql)
                    .param("names", names)
                    .param("tenant", caller.tenant().value())
                    .query(row -> {
                        counts.put(row.getString(1), row.getLong(2));
                    });
        }
        return counts;
    }

    private long reviews(Caller.Person caller) {
        return jdbc.sql(OPEN_REVIEWS)
                .param("tenant", caller.tenant().value())
                .query(Long.class)
                .single();
    }
}
