package dev.chimera.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.PostgresServer.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A world with people in it, for a test that starts its servers one by one. */
final class Stage implements AutoCloseable {

    static final Duration BOUND = Duration.ofMinutes(2);

    private static final long SEED = 11;
    private static final int ENOUGH = 30;

    private final World world;
    private final Population population;
    private final Moderators moderators;
    private final Random random = new Random(SEED);
    private final List<ServerProcess> healthy = new ArrayList<>();

    private Stage(World world, Population population) {
        this.world = world;
        this.population = population;
        this.moderators = new Moderators(
                world.jdbc(), population, effect -> world.ledger().effects().contains(effect));
    }

    /** With tables and people, and without a server. */
    static Stage set() throws Exception {
        World world = World.create(Durability.THROWAWAY);
        world.train();
        Flyway.configure().dataSource(world.dataSource()).load().migrate();
        return new Stage(world, Population.create(world.jdbc(), 2, 2));
    }

    /** Hands in campaigns of two posts each: five tasks. */
    void handIn(int campaigns) {
        for (int i = 0; i < campaigns; i++) {
            population.handIn(random, 2);
        }
    }

    void handIn(String goal) {
        population.handIn(random, 2, goal);
    }

    ServerProcess launch(String name, ServerSettings settings) throws Exception {
        return world.launch(name, settings);
    }

    ServerProcess launchHealthy(String name) throws Exception {
        ServerProcess server = world.launchReady(name, ServerSettings.PLAIN);
        healthy.add(server);
        return server;
    }

    JdbcClient jdbc() {
        return world.jdbc();
    }

    Ledger ledger() throws Exception {
        return world.ledger();
    }

    /** Keeps everybody busy until it is so. */
    void workUntil(String what, Callable<Boolean> condition) throws Exception {
        await(what, () -> {
            if (Drain.open(jdbc()) < ENOUGH) {
                handIn(1);
            }
            return condition.call();
        });
    }

    int count(String sql) {
        return jdbc().sql(sql).query(Integer.class).single();
    }

    /** Lets the healthy servers finish, people included, and checks I1 to I7. */
    void assertThatEverythingEndsWell() throws Exception {
        List<Violation> violations = new ArrayList<>(new Drain(world, moderators).await(BOUND, healthy));
        violations.addAll(Invariants.check(jdbc(), ledger(), population.campaigns()));
        assertThat(violations).isEmpty();
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        assertThat(Patience.await(BOUND, condition)).as(what).isTrue();
    }

    @Override
    public void close() throws java.io.IOException {
        world.close();
    }
}
