package dev.chimera.broker;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** A process of which a loop hangs, has ended or fails at every turn is not well, whatever its other loops do. */
@Component("loops")
class LoopHealthIndicator implements HealthIndicator {

    private final LoopWatch watch;

    LoopHealthIndicator(LoopWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        List<Pulse.Trouble> troubles = watch.troubles();
        return troubles.isEmpty()
                ? Health.up().withDetail("restarts", watch.restarts()).build()
                : Health.down()
                        .withDetail(
                                "reason",
                                troubles.stream().map(Pulse.Trouble::toString).toList())
                        .build();
    }
}
