package dev.chimera.bench.faults;

import picocli.CommandLine.Command;

/** {@code faults effects}. */
@Command(
        name = "effects",
        mixinStandardHelpOptions = true,
        description = {
            "Posts to X and pays on a local chain while answers are lost and senders crash, sleep and race;",
            "checks that nothing is done twice, guessed, or over its limits."
        })
public final class EffectsCommand extends FaultCommand {

    EffectsCommand() {
        super(300, 2);
    }

    @Override
    FaultReport run(World world, long chosenSeed, int wantedRounds, int processes) throws Exception {
        try (Outside outside = Outside.create(world.folder())) {
            return new EffectFaults(world, outside, chosenSeed, System.err).run(wantedRounds, processes);
        }
    }
}
