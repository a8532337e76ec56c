package dev.chimera.bench.faults;

import picocli.CommandLine.Command;

/** {@code faults kill9}. */
@Command(
        name = "kill9",
        mixinStandardHelpOptions = true,
        description = "Kills servers with SIGKILL at random moments, and checks that nothing is lost or done twice.")
public final class Kill9Command extends FaultCommand {

    Kill9Command() {
        super(200, 3);
    }

    @Override
    FaultReport run(World world, long chosenSeed, int wantedRounds, int processes) throws Exception {
        return new Kill9(world, chosenSeed, System.err).run(wantedRounds, processes);
    }
}
