package dev.chimera.bench.faults;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fault 1: several servers over one PostgreSQL and one Redis, and in every round SIGKILL to one of them at a random
 * moment, most often while it works and sometimes while it starts. Now and then Redis loses everything.
 */
final class Kill9 {

    private static final int TENANTS = 4;
    private static final int AGENTS_OF_EACH = 6;
    private static final int WORTH_TRAINING = 5;
    private static final int LONGEST_PAUSE_MS = 1_200;
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofMinutes(3);

    private final World world;
    private final long seed;
    private final Random random;
    private final PrintStream progress;
    private final List<ServerProcess> servers = new ArrayList<>();
    private int kills;

    Kill9(World world, long seed, PrintStream progress) {
        this.world = world;
        this.seed = seed;
        this.random = new Random(seed);
        this.progress = progress;
    }

    FaultReport run(int rounds, int processes) throws Exception {
        progress.printf(
                Locale.ROOT,
                "kill9: seed %d, %d rounds, %d servers; logs in %s%n",
                seed,
                rounds,
                processes,
                world.folder());
        if (rounds >= WORTH_TRAINING) {
            progress.println(world.train() ? "there is an AOT cache" : "there is no AOT cache: starts will be slow");
        }
        servers.add(world.launchReady("server-0", ServerSettings.PLAIN));
        for (int i = 1; i < processes; i++) {
            servers.add(world.launch("server-" + i, ServerSettings.PLAIN));
        }
        Population population = Population.create(world.jdbc(), TENANTS, AGENTS_OF_EACH);
        Moderators moderators = new Moderators(
                world.jdbc(), population, effect -> world.ledger().effects().contains(effect));
        Supply supply = Supply.start(world, population, new Random(seed));
        for (int round = 1; round <= rounds; round++) {
            String what = round(moderators);
            if (round % 10 == 0 || rounds <= 20) {
                progress.printf(Locale.ROOT, "round %d of %d: %s; %s%n", round, rounds, what, standing());
            }
        }
        supply.end();
        progress.printf(Locale.ROOT, "no more faults, %d campaigns; draining ...%n", population.campaigns());
        long start = System.nanoTime();
        List<Violation> violations = new ArrayList<>(new Drain(world, moderators).await(DRAIN, servers));
        progress.printf(Locale.ROOT, "drained in %.1f s: %s%n", (System.nanoTime() - start) / 1e9, standing());
        progress.println(failures());
        violations.addAll(Invariants.check(world.jdbc(), world.ledger(), population.campaigns()));
        return FaultReport.of("kill9", seed, rounds, kills, count("tasks"), count("effects"), violations);
    }

    private String round(Moderators moderators) throws Exception {
        // Somebody has to be there to be killed, and somebody else to go on.
        int needed = Math.min(2, servers.size());
        if (!Patience.await(START, () -> ready().size() >= needed)) {
            throw new IllegalStateException(
                    "servers do not start: " + servers.getFirst().lastWords());
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MS)));
        String what = redisFault();
        List<ServerProcess> ready = ready();
        boolean anybody = ready.isEmpty() || random.nextInt(10) == 0;
        List<ServerProcess> victims = anybody ? servers : ready;
        ServerProcess victim = victims.get(random.nextInt(victims.size()));
        victim.kill();
        kills++;
        servers.set(servers.indexOf(victim), world.launch(victim.name(), ServerSettings.PLAIN));
        if (!ready().isEmpty()) {
            moderators.decide(ready().getFirst());
        }
        return what + "killed " + victim.name();
    }

    private String redisFault() throws Exception {
        int chance = random.nextInt(20);
        if (chance == 0) {
            RedisFaults.crash(world.redis());
            return "Redis crashed, ";
        }
        if (chance <= 2) {
            RedisFaults.flushAll(world.redis());
            return "FLUSHALL, ";
        }
        return "";
    }

    private List<ServerProcess> ready() {
        return servers.stream().filter(ServerProcess::isReady).toList();
    }

    private String standing() throws Exception {
        return String.format(
                Locale.ROOT,
                "%d tasks, %d open things, %d effects, %d in the ledger",
                count("tasks"),
                Drain.open(world.jdbc()),
                count("effects"),
                world.ledger().entries().size());
    }

    private int count(String table) {
        JdbcClient jdbc = world.jdbc();
        return jdbc.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }

    /** What the faults cost, for whoever watches: ambiguous calls, what people decided, tasks that failed and why. */
    private String failures() {
        return world.jdbc().sql("""
                        SELECT 'lost answers: ' || (SELECT count(*) FROM audit_log WHERE event = 'EffectUnknown')
                               || ', asked to people: ' || (SELECT count(*) FROM reviews)
                               || ', released after a crash: '
                               || (SELECT count(*) FROM audit_log WHERE event = 'TaskReleased')
                               || ', failed: '
                               || coalesce((SELECT string_agg(code || ' x ' || n, ', ')
                                            FROM (SELECT error_code AS code, count(*) AS n FROM tasks
                                                  WHERE status = 'FAILED' GROUP BY 1) f), 'none')
                        """).query(String.class).single();
    }
}
