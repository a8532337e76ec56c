package dev.chimera.bench.faults;

import dev.chimera.embedded.PostgresServer;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faults kill9}: progress on standard error, the outcome on standard output; status 1 when not passed. */
@Command(
        name = "kill9",
        mixinStandardHelpOptions = true,
        description = "Kills servers with SIGKILL at random moments, and checks that nothing is lost or done twice.")
public final class Kill9Command implements Callable<Integer> {

    @Option(names = "--rounds", defaultValue = "200", description = "how many kills; default ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seed", description = "repeats the faults of an earlier run; default random")
    private @Nullable Long seed;

    @Option(names = "--servers", defaultValue = "3", description = "how many processes; default ${DEFAULT-VALUE}")
    private int servers;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

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
            report = new Kill9(world, chosen, System.err).run(rounds, servers);
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
