package dev.chimera.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the launcher runs itself, in other programs: here so that help and completion know of it. */
final class ProofCommands {

    private ProofCommands() {}

    abstract static class Launched implements Callable<Integer> {

        @Mixin
        private final StandardOptions standardOptions;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Launched(Session session) {
            this.standardOptions = new StandardOptions(session);
        }

        @Override
        public Integer call() {
            String name = spec.qualifiedName().substring("chimera ".length());
            throw CliFailure.usage("the launcher runs '" + name + "', not this program", "./chimera " + name);
        }
    }

    @Command(name = "test", description = "The whole gate: format, compile, tests, architecture.")
    static final class Test extends Launched {
        Test(Session session) {
            super(session);
        }
    }

    @Command(
            name = "bench",
            description = "Measure how fast it is, beside the floor of the same statements without logic.",
            subcommands = {Pipeline.class, Waiting.class})
    static final class Bench extends Launched {
        Bench(Session session) {
            super(session);
        }
    }

    @Command(name = "pipeline", description = "Tasks planned, worked and judged per second.")
    static final class Pipeline extends Launched {

        @Option(names = "--tasks", paramLabel = "N", description = "How many tasks.")
        private int tasks;

        @Option(names = "--json", description = "Answer in JSON.")
        private boolean json;

        Pipeline(Session session) {
            super(session);
        }
    }

    @Command(name = "waiting", description = "A thousand tasks that wait at the same time.")
    static final class Waiting extends Launched {

        @Option(names = "--tasks", paramLabel = "N", description = "How many tasks, 1000 by default.")
        private int tasks;

        @Option(names = "--seconds", paramLabel = "N", description = "How long each waits, 2 by default.")
        private int seconds;

        @Option(names = "--json", description = "Answer in JSON.")
        private boolean json;

        Waiting(Session session) {
            super(session);
        }
    }

    @Command(
            name = "faults",
            description = "Kill processes at random moments, and look for anything lost or done twice.",
            subcommands = Kill9.class)
    static final class Faults extends Launched {
        Faults(Session session) {
            super(session);
        }
    }

    @Command(name = "kill9", description = "SIGKILL, restarts of Redis, FLUSHALL.")
    static final class Kill9 extends Launched {

        @Option(names = "--rounds", paramLabel = "N", description = "How many rounds.")
        private int rounds;

        @Option(names = "--seed", paramLabel = "S", description = "Repeats the same random moments.")
        private long seed;

        @Option(names = "--json", description = "Answer in JSON.")
        private boolean json;

        Kill9(Session session) {
            super(session);
        }
    }
}
