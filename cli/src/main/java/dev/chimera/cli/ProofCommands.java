package dev.chimera.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the launcher runs itself, in other programs: here so that help and completion know of it. The options do nothing
 * for the same reason.
 */
final class ProofCommands {

    private ProofCommands() {}

    abstract static class Launched implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            String name = spec.qualifiedName().substring("chimera ".length());
            throw CliFailure.usage("the launcher runs '" + name + "', not this program", "./chimera " + name);
        }
    }

    @Command(name = "agentkit", description = "Build what pays, where it is missing or out of date.")
    static final class AgentKit extends Launched {}

    @Command(name = "test", description = "The whole gate: format, compile, tests, architecture.")
    static final class Test extends Launched {}

    @Command(
            name = "bench",
            description = "How fast it is, beside the same statements without logic.",
            subcommands = {Pipeline.class, Waiting.class})
    static final class Bench extends Launched {}

    @Command(name = "pipeline", description = "Tasks planned, worked and judged per second.")
    static final class Pipeline extends Launched implements AnswersInJson {

        @Option(names = "--tasks", paramLabel = "N", description = "How many tasks.")
        void tasks(int tasks) {}
    }

    @Command(name = "waiting", description = "A thousand tasks that wait at the same time.")
    static final class Waiting extends Launched implements AnswersInJson {

        @Option(names = "--tasks", paramLabel = "N", description = "How many tasks, 1000 by default.")
        void tasks(int tasks) {}

        @Option(names = "--seconds", paramLabel = "N", description = "How long each waits, 2 by default.")
        void seconds(int seconds) {}
    }

    @Command(
            name = "faults",
            description = "Kill processes at random; look for anything lost or done twice.",
            subcommands = Kill9.class)
    static final class Faults extends Launched {}

    @Command(name = "kill9", description = "SIGKILL, restarts of Redis, FLUSHALL.")
    static final class Kill9 extends Launched implements AnswersInJson {

        @Option(names = "--rounds", paramLabel = "N", description = "How many rounds.")
        void rounds(int rounds) {}

        @Option(names = "--seed", paramLabel = "S", description = "Repeats the same random moments.")
        void seed(long seed) {}
    }
}
