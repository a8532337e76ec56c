package dev.chimera.effect;

import dev.chimera.tenant.TenantId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says aloud that effects wait because somebody refuses us: in the log when it begins and while it lasts, in the metric
 * {@code chimera.effects.refused}, in health, which is not UP meanwhile (the probes are: another process would be refused
 * too), and in {@code /v1/status}.
 */
@Component("refusals")
public class EffectAlarm implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(EffectAlarm.class);

    /** While nothing changes, the log is reminded after so many rounds. */
    private static final int REMIND = 40;

    private static final String WAITING = """
            SELECT error_code, max(error_message) AS message, count(*) AS effects, min(updated_at) AS since
            FROM effects
            WHERE state = 'INTENDED' AND error_code = ANY(:codes) AND (:all OR tenant_id = :tenant)
            GROUP BY error_code ORDER BY error_code
            """;

    private final JdbcClient jdbc;
    private volatile List<Alarm> ringing = List.of();
    private int quietRounds;

    EffectAlarm(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        Gauge.builder("chimera.effects.refused", this, EffectAlarm::waiting)
                .description("Approved effects that wait because our credential, configuration or account is refused")
                .register(meters);
    }

    /**
     * Why effects wait that were approved.
     *
     * @param code of the refusal
     * @param message of one of them
     * @param hint what mends it
     * @param since when the last attempt was that waits for longest
     */
    public record Alarm(String code, String message, String hint, long effects, Instant since) {}

    /** Those of one tenant, now. */
    public List<Alarm> of(TenantId tenant) {
        return read(tenant);
    }

    private List<Alarm> read(@org.jspecify.annotations.Nullable TenantId tenant) {
        return jdbc.sql(WAITING)
                .param("codes", RefusalOfUs.CODES.toArray(String[]::new))
                .param("all", tenant == null)
                .param("tenant", tenant == null ? null : tenant.value(), java.sql.Types.OTHER)
                .query((row, number) -> new Alarm(
                        row.getString("error_code"),
                        row.getString("message"),
                        RefusalOfUs.hint(row.getString("error_code")),
                        row.getLong("effects"),
                        Objects.requireNonNull(row.getObject("since", OffsetDateTime.class))
                                .toInstant()))
                .list();
    }

    /** One round, by one thread. */
    void look() {
        List<Alarm> now = read(null);
        boolean changed = !codes(now).equals(codes(ringing));
        ringing = now;
        quietRounds = changed ? 0 : quietRounds + 1;
        if (changed && now.isEmpty()) {
            LOG.info("no effect waits for our credential, configuration or account any more");
        }
        if (!now.isEmpty() && (changed || quietRounds % REMIND == 0)) {
            now.forEach(alarm -> LOG.error(
                    "{} approved effects wait, because we are refused: {}: {}",
                    alarm.effects(),
                    alarm.code(),
                    alarm.message()));
        }
    }

    private static List<String> codes(List<Alarm> alarms) {
        return alarms.stream().map(Alarm::code).toList();
    }

    private double waiting() {
        return ringing.stream().mapToLong(Alarm::effects).sum();
    }

    @Override
    public Health health() {
        List<Alarm> now = ringing;
        if (now.isEmpty()) {
            return Health.up().build();
        }
        Health.Builder health = Health.outOfService();
        now.forEach(alarm -> health.withDetail(alarm.code(), alarm.effects() + " effects wait: " + alarm.message()));
        return health.build();
    }
}
