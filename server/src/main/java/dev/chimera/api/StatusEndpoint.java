package dev.chimera.api;

import dev.chimera.bridge.OwnPostDecisions;
import dev.chimera.broker.ProcessRoles;
import dev.chimera.broker.StreamStatus;
import dev.chimera.broker.Swarm;
import dev.chimera.effect.EffectAlarm;
import dev.chimera.failure.Credentials;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Installation;
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

/** {@code /v1/status} and {@code /v1/env}: how the system is, and where its parts are, without their passwords. Answers also when parts are away. */
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
                SELECT state, sum(ended) FROM tallies WHERE tenant_id = :tenant AND kind = 'TASK' GROUP BY state
            ) c ON c.status = k.name
            GROUP BY k.name ORDER BY array_position(:names::text[], k.name)
            """;

    static final String EFFECT_COUNTS = """
            SELECT k.name, coalesce(sum(c.effects), 0)
            FROM unnest(:names::text[]) AS k(name)
            LEFT JOIN (
                SELECT state, count(*) AS effects FROM effects
                WHERE tenant_id = :tenant AND state IN ('INTENDED', 'SENDING', 'UNKNOWN')
                GROUP BY state
                UNION ALL
                SELECT state, sum(ended) FROM tallies WHERE tenant_id = :tenant AND kind = 'EFFECT' GROUP BY state
            ) c ON c.state = k.name
            GROUP BY k.name ORDER BY array_position(:names::text[], k.name)
            """;

    static final String OPEN_REVIEWS = "SELECT count(*) FROM reviews WHERE tenant_id = :tenant AND state = 'OPEN'";

    private final JdbcClient jdbc;
    private final StreamStatus streams;
    private final ProcessRoles roles;
    private final OpenPaymentStore payments;
    private final OwnPostDecisions ownPosts;
    private final EffectAlarm alarm;
    private final Installation installation;
    private final Swarm swarm;
    private final Environment environment;

    StatusEndpoint(
            JdbcClient jdbc,
            StreamStatus streams,
            ProcessRoles roles,
            OpenPaymentStore payments,
            OwnPostDecisions ownPosts,
            EffectAlarm alarm,
            Installation installation,
            Swarm swarm,
            Environment environment) {
        this.jdbc = jdbc;
        this.streams = streams;
        this.roles = roles;
        this.payments = payments;
        this.ownPosts = ownPosts;
        this.alarm = alarm;
        this.installation = installation;
        this.swarm = swarm;
        this.environment = environment;
    }

    record Part(@Nullable String version, boolean ok) {}

    /**
     * {@code unsettledPayments}, {@code unsettledPosts}: agents' own that wait for a person, and have no review in which one
     * would be asked; {@code alarms}: why approved effects wait, where we are refused and not what was approved;
     * {@code missingRoles} and {@code troubles}: which roles no process runs, and which loops are down, in any of them.
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
            long unsettledPosts,
            long deadLetters,
            List<StreamStatus.StreamLine> streams,
            List<EffectAlarm.Alarm> alarms,
            List<String> missingRoles,
            List<String> troubles) {}

    record Env(
            @Nullable String postgresUrl,
            @Nullable String redisUrl,
            String httpUrl,
            @Nullable String home) {}

    @GetMapping("/v1/status")
    Status status(Caller.Person caller) {
        Optional<String> postgres = postgresVersion();
        Optional<StreamStatus.Snapshot> redis = streams.now(caller);
        Swarm.Look look = postgres.isPresent() ? swarm.look() : Swarm.Look.none();
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
                postgres.isPresent() ? ownPosts.waitingForPerson(caller.tenant()) : 0,
                redis.map(StreamStatus.Snapshot::deadLetters).orElse(0L),
                redis.map(StreamStatus.Snapshot::streams).orElseGet(List::of),
                postgres.isPresent() ? alarm.of(caller.tenant()) : List.of(),
                look.missingRoles(),
                look.troubles());
    }

    @GetMapping("/v1/env")
    Env env(Caller.Person caller) {
        installation.require(caller);
        return new Env(
                shown("chimera.postgres.url"),
                shown("chimera.redis.url"),
                "http://127.0.0.1:" + environment.getProperty("local.server.port"),
                environment.getProperty("chimera.home"));
    }

    /** Without what it takes to get in: only the user of this machine reads that, from {@code server.json}. */
    private @Nullable String shown(String property) {
        String url = environment.getProperty(property);
        return url == null ? null : Credentials.without(url);
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
