package dev.chimera.audit;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Says whether the audit log is kept as it should be: sealed, by a server whose own connections can't change what is sealed.
 * The health named {@code audit} is DOWN when sealing was refused, when a month can't be archived and when the months that
 * are open run out; it belongs to neither liveness nor readiness, because a restart mends none of it. A server whose
 * database user may not create roles works, and says what is missing.
 */
@Component("audit")
class AuditGuard implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(AuditGuard.class);

    /** Sooner than the last open month ends. */
    private static final Duration LEAST_AHEAD = Duration.ofDays(20);

    private static final String MAY_CHANGE = """
            SELECT has_table_privilege('audit_log', 'UPDATE, DELETE, TRUNCATE')
                OR has_any_column_privilege('audit_log', 'UPDATE')
                OR has_table_privilege('audit_blocks', 'UPDATE, DELETE, TRUNCATE')
            """;

    private final JdbcTemplate jdbc;
    private final ArchiveStore months;
    private final AuditSealer sealer;
    private final AuditArchivist archivist;

    AuditGuard(JdbcTemplate jdbc, ArchiveStore months, AuditSealer sealer, AuditArchivist archivist) {
        this.jdbc = jdbc;
        this.months = months;
        this.sealer = sealer;
        this.archivist = archivist;
    }

    /** Whether a statement of this server's own could change what is written. */
    boolean isOpen() {
        return Boolean.TRUE.equals(jdbc.queryForObject(MAY_CHANGE, Boolean.class));
    }

    @EventListener
    void onReady(ApplicationReadyEvent event) {
        if (isOpen()) {
            @Nullable String user = jdbc.queryForObject("SELECT session_user::text", String.class);
            LOG.warn(
                    "AUDIT_UNGUARDED: this server's own connections could change the audit log, because the database user {}"
                            + " may not create roles; have a superuser run: CREATE ROLE \"{}_app\"; GRANT \"{}_app\" TO \"{}\";"
                            + " then start the server again",
                    user,
                    user,
                    user,
                    user);
        }
    }

    @Override
    public Health health() {
        try {
            Optional<String> wrong = sealer.refusal().or(archivist::problem).or(this::monthsRunOut);
            Health.Builder health = wrong.isPresent() ? Health.down().withDetail("reason", wrong.get()) : Health.up();
            return health.withDetail("guarded", !isOpen()).build();
        } catch (DataAccessException e) {
            return Health.up().withDetail("database", "away").build();
        }
    }

    private Optional<String> monthsRunOut() {
        int days = months.daysAhead();
        return days >= LEAST_AHEAD.toDays()
                ? Optional.empty()
                : Optional.of("the audit log has room for " + days + " days only, and no more months are opened");
    }
}
