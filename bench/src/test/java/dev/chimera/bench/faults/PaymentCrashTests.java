package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fault 16: a process dies between two steps of a payment; there is one nonce and one transfer, or none and a person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentCrashTests {

    private static final Duration BOUND = Duration.ofMinutes(2);

    private final Random random = new Random(16);
    private World world;
    private Outside outside;
    private Population population;
    private Payers payers;
    private Moderators moderators;
    private ServerProcess healthy;

    @BeforeAll
    void begin() throws Exception {
        world = World.create(Durability.THROWAWAY);
        world.train();
        Flyway.configure().dataSource(world.dataSource()).load().migrate();
        outside = Outside.create(world.folder());
        population = Population.create(world.jdbc(), 1, 2);
        payers = Payers.equipGenerously(world.jdbc(), population.tenants().getFirst(), outside);
        moderators = new Moderators(world.jdbc(), population, new EffectWitness(world.jdbc(), outside, payers));
        world.giveEveryServer(EffectFaults.settings(outside, payers.secrets()));
        healthy = world.launchReady("healthy", ServerSettings.PLAIN);
    }

    @AfterAll
    void end() throws Exception {
        outside.close();
        world.close();
    }

    static Stream<String> points() {
        return EffectFaults.CRASHES.stream().filter(point -> !point.equals("AFTER_INTENT_BEFORE_SEND"));
    }

    @ParameterizedTest
    @MethodSource("points")
    void aCrashBetweenTwoStepsPaysOnceOrNotAtAll(String point) throws Exception {
        String friend = outside.chain().accounts().getLast().address();
        ServerProcess doomed = world.launchReady("doomed", ServerSettings.crashingAt(point));
        assertThat(Patience.await(BOUND, () -> {
                    payers.order(random, population, friend);
                    return !doomed.isAlive();
                }))
                .as("the process halts at " + point)
                .isTrue();
        assertThat(doomed.exitStatus()).as(doomed.lastWords()).isEqualTo(137);
        List<Violation> violations = new ArrayList<>(new Drain(world, moderators).await(BOUND, List.of(healthy)));
        violations.addAll(EffectInvariants.check(world.jdbc(), outside, payers, EffectFaults.COOLDOWN));
        assertThat(violations).isEmpty();
        assertThat(world.jdbc()
                        .sql("SELECT count(*) FROM payments WHERE state = 'CONFIRMED'")
                        .query(Integer.class)
                        .single())
                .isPositive();
    }
}
