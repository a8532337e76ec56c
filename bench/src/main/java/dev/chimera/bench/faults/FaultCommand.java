package dev.chimera.bench.faults;

import dev.chimera.embedded.PostgresServer;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code faults NAME}: progress on standard error, the outcome on standard output; status 1 when not passed. */
abstract class FaultCommand implements Callable<Integer> {

    @Option(names = "--rounds", description = "how many faults; default ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seed", description = "repeats the faults of an earlier run; default random")
    private @Nullable Long seed;

    @Option(names = "--servers", description = "how many processes; default ${DEFAULT-VALUE}")
    private int servers;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    FaultCommand(int rounds, int servers) {
        this.rounds = rounds;
        this.servers = servers;
    }

    /** Does it, and says what came of it. */
    abstract FaultReport run(World world, long chosenSeed, int wantedRounds, int processes) throws Exception;

    /** On Ctrl-C: PostgreSQL and Redis are processes that would go on. */
    private static void endQuietly(World world) {
        try {
            world.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        World world = World.create(PostgresServer.Durability.DURABLE);
        Thread interrupted = Thread.ofPlatform().unstarted(() -> endQuietly(world));
        Runtime.getRuntime().addShutdownHook(interrupted);
        FaultReport report;
        try {
            report = run(world, chosen, rounds, servers);
        } catch (Exception e) {
            world.end();
            System.err.println("the logs are in " + world.folder());
            throw e;
        }
        System.out.println(json ? Ledger.JSON.writeValueAsString(report) : report.text());
        if (report.passed()) {
            world.close();
            return 0;
        }
        world.end();
        System.err.println("the logs, the ledger and the database are in " + world.folder());
        return 1;
    }
}
