package dev.chimera.bench;

import dev.chimera.bench.faults.EffectsCommand;
import dev.chimera.bench.faults.Kill9Command;
import dev.chimera.bench.faults.PartitionCommand;
import dev.chimera.bench.load.DoorsCommand;
import dev.chimera.bench.load.PipelineCommand;
import dev.chimera.bench.load.WaitingCommand;
import dev.chimera.bench.quality.CampaignsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code chimera bench ...} and {@code chimera faults ...}. */
@Command(
        name = "chimera",
        subcommands = {Bench.Measurements.class, Bench.Faults.class})
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = "Measures the engine, and what comes of campaigns.",
            subcommands = {PipelineCommand.class, WaitingCommand.class, DoorsCommand.class, CampaignsCommand.class})
    static final class Measurements {}

    @Command(
            name = "faults",
            mixinStandardHelpOptions = true,
            description = "Breaks things while the engine works, and checks what must hold anyway.",
            subcommands = {Kill9Command.class, EffectsCommand.class, PartitionCommand.class})
    static final class Faults {}
}
