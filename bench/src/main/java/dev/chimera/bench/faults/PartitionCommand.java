package dev.chimera.bench.faults;

import picocli.CommandLine.Command;

/** {@code faults partition}. */
@Command(
        name = "partition",
        mixinStandardHelpOptions = true,
        description =
                "Breaks the network between servers and their databases, half open too, and checks that all goes on.")
public final class PartitionCommand extends FaultCommand {

    PartitionCommand() {
        super(30, 2);
    }

    @Override
    FaultReport run(World world, long chosenSeed, int wantedRounds, int processes) throws Exception {
        return new Partition(world, chosenSeed, System.err).run(wantedRounds, processes);
    }
}
