package dev.chimera.bench.faults;

import dev.chimera.fakes.network.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fault 13: several servers, each with wires of its own to PostgreSQL and to Redis, and in every round some of them
 * swallow every byte, are cut, or are slow. After each round the whole goes on within a minute.
 */
final class Partition {

    private static final int TENANTS = 3;
    private static final int AGENTS_OF_EACH = 4;
    private static final Duration PROGRESS = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofMinutes(3);

    private static final List<String> BOUNDS = List.of(
            "--chimera.postgres.statement-timeout=5s",
            "--chimera.postgres.answer-margin=1s",
            "--chimera.postgres.connect-timeout=2s",
            "--chimera.postgres.lease-timeout=1s",
            "--chimera.redis.command-timeout=2s",
            "--chimera.redis.pulse=500ms");

    private final World world;
    private final long seed;
    private final Random random;
    private final PrintStream progress;
    private final List<Wires> wires = new ArrayList<>();
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    Partition(World world, long seed, PrintStream progress) {
        this.world = world;
        this.seed = seed;
        this.random = new Random(seed);
        this.progress = progress;
    }

    /** How one server reaches its database and its Redis. */
    private record Wires(Wire postgres, Wire redis) implements AutoCloseable {

        void heal() {
            postgres.heal();
            redis.heal();
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            redis.close();
        }
    }

    FaultReport run(int rounds, int processes) throws Exception {
        progress.printf(Locale.ROOT, "partition: seed %d, %d rounds, %d servers%n", seed, rounds, processes);
        try {
            for (int i = 0; i < processes; i++) {
                servers.add(launch(i));
            }
            return withServers(rounds);
        } finally {
            for (Wires each : wires) {
                each.close();
            }
        }
    }

    private ServerProcess launch(int number) throws Exception {
        Wires own = new Wires(
                Wire.to(URI.create(world.postgresUrl().substring("jdbc:".length()))
                        .getPort()),
                Wire.to(world.redis().port()));
        wires.add(own);
        List<String> settings = new ArrayList<>(BOUNDS);
        settings.add("--chimera.postgres.url=" + own.postgres().through(world.postgresUrl()));
        settings.add("--chimera.redis.url=" + own.redis().through(world.redis().url()));
        return world.launchReady("server-" + number, new ServerSettings(List.of(), settings));
    }

    private FaultReport withServers(int rounds) throws Exception {
        Population population = Population.create(world.jdbc(), TENANTS, AGENTS_OF_EACH);
        Moderators moderators = new Moderators(
                world.jdbc(), population, effect -> world.ledger().effects().contains(effect));
        Supply supply = Supply.start(world, population, new Random(seed));
        for (int round = 1; round <= rounds; round++) {
            String what = fault();
            long start = System.nanoTime();
            boolean goesOn = goesOn();
            progress.printf(
                    Locale.ROOT,
                    "round %d of %d: %s; went on after %.1f s%n",
                    round,
                    rounds,
                    what,
                    (System.nanoTime() - start) / 1e9);
            if (!goesOn) {
                violations.add(new Violation(
                        "I6", "no progress within " + PROGRESS.toSeconds() + " s after " + what + " was healed"));
            }
        }
        supply.end();
        violations.addAll(new Drain(world, moderators).await(DRAIN, servers));
        violations.addAll(Invariants.check(world.jdbc(), world.ledger(), population.campaigns()));
        return FaultReport.of("partition", seed, rounds, 0, count("tasks"), count("effects"), violations);
    }

    /** One or all of the servers, one or both of the wires, for 2 to 12 seconds. */
    private String fault() {
        List<Wires> hit = random.nextInt(3) == 0 ? wires : List.of(wires.get(random.nextInt(wires.size())));
        int which = random.nextInt(3);
        int how = random.nextInt(4);
        int seconds = 2 + random.nextInt(11);
        for (Wires each : hit) {
            if (which != 1) {
                harm(each.postgres(), how);
            }
            if (which != 0) {
                harm(each.redis(), how);
            }
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
        wires.forEach(Wires::heal);
        return String.format(
                Locale.ROOT,
                "%s of %d servers %s for %d s",
                List.of("PostgreSQL", "Redis", "PostgreSQL and Redis").get(which),
                hit.size(),
                List.of("half open", "half open", "cut", "slow").get(how),
                seconds);
    }

    private static void harm(Wire wire, int how) {
        switch (how) {
            case 2 -> wire.cut();
            case 3 -> wire.delay(Duration.ofMillis(150));
            default -> wire.swallow();
        }
    }

    /** Somebody ends a task that had not ended, and every server has a lease again. */
    private boolean goesOn() throws Exception {
        int ended = ended();
        return Patience.await(PROGRESS, () -> ended() > ended && leases() >= servers.size());
    }

    private int ended() {
        return world.jdbc()
                .sql("SELECT count(*) FROM tasks WHERE status IN ('COMPLETED', 'FAILED')")
                .query(Integer.class)
                .single();
    }

    private int leases() {
        return world.jdbc()
                .sql("SELECT count(DISTINCT pid) FROM workers WHERE lease_until > now()")
                .query(Integer.class)
                .single();
    }

    private int count(String table) {
        return world.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Integer.class)
                .single();
    }
}
