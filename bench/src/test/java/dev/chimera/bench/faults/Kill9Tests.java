package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer.Durability;
import dev.chimera.embedded.TestDose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(TestDose.TAG)
class Kill9Tests {

    private static final long SEED = 20_261_124;
    private static final int ROUNDS = TestDose.of(8, 200);

    @Test
    void killsLoseNothingAndRepeatNothing() throws Exception {
        try (World world = World.create(Durability.DURABLE)) {
            FaultReport report = new Kill9(world, SEED, System.err).run(ROUNDS, 3);
            assertThat(report.violations()).isEmpty();
            assertThat(report.passed()).isTrue();
            assertThat(report.kills()).isEqualTo(ROUNDS);
            assertThat(report.effects()).isPositive();
            // Every campaign wants posts, and every post is in the ledger: the harness did not watch an idle system.
            assertThat(world.ledger().entries()).hasSizeGreaterThanOrEqualTo(40);
        }
    }
}
