package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer.Durability;
import dev.chimera.embedded.TestDose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(TestDose.TAG)
class PartitionTests {

    /** Its first round has a half-open PostgreSQL for all servers, its second a half-open Redis. */
    private static final long SEED = 12_696;

    private static final int ROUNDS = TestDose.of(2, 40);

    @Test
    void partitionsLoseNothingAndTheServersGoOnAfterEach() throws Exception {
        try (World world = World.create(Durability.DURABLE)) {
            FaultReport report = new Partition(world, SEED, System.err).run(ROUNDS, 2);
            assertThat(report.violations()).isEmpty();
            assertThat(report.passed()).isTrue();
            assertThat(report.effects()).isPositive();
        }
    }
}
