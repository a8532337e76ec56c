package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer.Durability;
import org.junit.jupiter.api.Test;

class PartitionTests {

    /** Its rounds have a half-open PostgreSQL and a half-open Redis among them. */
    private static final long SEED = 23;

    @Test
    void threePartitionsLoseNothingAndTheServersGoOnAfterEach() throws Exception {
        try (World world = World.create(Durability.DURABLE)) {
            FaultReport report = new Partition(world, SEED, System.err).run(3, 2);
            assertThat(report.violations()).isEmpty();
            assertThat(report.passed()).isTrue();
            assertThat(report.effects()).isPositive();
        }
    }
}
