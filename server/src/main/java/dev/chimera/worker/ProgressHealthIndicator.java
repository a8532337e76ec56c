package dev.chimera.worker;

import dev.chimera.broker.ProcessRoles;
import dev.chimera.task.ClaimableTasks;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Liveness means progress: claimable work, a free slot and no claim by this process for 30 s make it unhealthy. A
 * database that is away makes nobody unhealthy: a restart would not bring it back.
 */
@Component("progress")
class ProgressHealthIndicator implements HealthIndicator {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TaskWorker worker;
    private final ClaimableTasks claimable;
    private final ProcessRoles roles;

    ProgressHealthIndicator(TaskWorker worker, ClaimableTasks claimable, ProcessRoles roles) {
        this.worker = worker;
        this.claimable = claimable;
        this.roles = roles;
    }

    @Override
    public Health health() {
        Duration idle = worker.sinceLastClaim();
        if (!roles.has(ProcessRoles.Part.WORKER) || idle.compareTo(PATIENCE) < 0 || worker.isFull()) {
            return Health.up().build();
        }
        try {
            return claimable.starving(PATIENCE)
                    ? Health.down()
                            .withDetail("reason", "claimable work, and no claim for " + idle.toSeconds() + " s")
                            .build()
                    : Health.up().build();
        } catch (DataAccessException e) {
            return Health.up().withDetail("database", "away").build();
        }
    }
}
