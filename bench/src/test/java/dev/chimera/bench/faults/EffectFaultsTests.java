package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer.Durability;
import dev.chimera.embedded.TestDose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(TestDose.TAG)
class EffectFaultsTests {

    private static final long SEED = 20_261_124;
    private static final int ROUNDS = TestDose.of(6, 60);

    @Test
    void lostAnswersCrashesZombiesAndRacesNeitherPostNorPayTwice() throws Exception {
        try (World world = World.create(Durability.DURABLE);
                Outside outside = Outside.create(world.folder())) {
            FaultReport report = new EffectFaults(world, outside, SEED, System.err).run(ROUNDS, 2);
            assertThat(report.violations()).isEmpty();
            assertThat(report.passed()).isTrue();
            // Both ways out were used: the harness did not watch an idle system.
            assertThat(outside.posted()).isNotEmpty();
            assertThat(outside.chain().accounts().stream()
                            .mapToLong(account -> outside.chain().transactionCount(account.address()))
                            .sum())
                    .isPositive();
        }
    }
}
