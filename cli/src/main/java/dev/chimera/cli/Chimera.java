package dev.chimera.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@code chimera} command. Exit status: 0 all went well, or is scheduled, or waits for a person; 1 something failed;
 * 2 bad input or usage; 3 a server that is needed can't be reached.
 */
@Command(
        name = "chimera",
        description = "A network of autonomous social-media agents that posts at most once.",
        subcommands = {
            RunCommand.class,
            TasksCommand.class,
            TaskCommand.class,
            PostsCommand.class,
            MediaCommand.class,
            StatusCommand.class,
            AgentsCommand.class,
            CampaignsCommand.class,
            BudgetCommand.class,
            WalletsCommand.class,
            ReviewCommand.class,
            AuditCommand.class,
            DeadLettersCommand.class,
            SecretsCommand.class,
            UpCommand.class,
            EnvCommand.class,
            McpCommand.class,
            CompletionCommand.class,
            ProofCommands.AgentKit.class,
            ProofCommands.Test.class,
            ProofCommands.Bench.class,
            ProofCommands.Faults.class
        })
public final class Chimera implements Callable<Integer> {

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    void version(boolean on) {
        // picocli prints the version itself.
    }

    private Chimera(Session session) {
        this.session = session;
    }

    public static void main(String[] args) {
        System.exit(run(Surroundings.ofProcess(), args));
    }

    /** One invocation, from its arguments to its exit status. */
    static int run(Surroundings surroundings, String... args) {
        try (Session session = new Session(surroundings)) {
            if (List.of(args).contains("--debug")) {
                session.showStackTraces();
            }
            return commandLine(session).execute(args);
        } finally {
            surroundings.terminal().out().flush();
            surroundings.interruption().ended();
        }
    }

    static CommandLine commandLine(Session session) {
        Terminal terminal = session.terminal();
        ErrorLine errors = new ErrorLine(session);
        CommandLine commandLine = new CommandLine(new Chimera(session), new Commands(session));
        commandLine.getCommandSpec().versionProvider(new Version());
        addOptions(commandLine, session);
        HelpLayout.apply(commandLine, terminal);
        return commandLine
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(Help.defaultColorScheme(terminal.ink().coloured() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpWidth(Math.max(60, Math.min(terminal.width(), 110)))
                .setUsageHelpLongOptionsMaxWidth(28)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((e, args) -> errors.print(UsageErrors.of(e), Arrays.asList(args)))
                .setExecutionExceptionHandler((e, _, parsed) -> errors.print(e, parsed.originalArgs()));
    }

    /** Every command has the standard options, and one with an answer has it in JSON, too. */
    private static void addOptions(CommandLine command, Session session) {
        command.addMixin("standard", new StandardOptions(session));
        if (command.getCommand() instanceof AnswersInJson) {
            command.addMixin("json", new JsonOption(session));
        }
        command.getSubcommands().values().forEach(subcommand -> addOptions(subcommand, session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.terminal().out());
        return ExitStatus.OK.code();
    }

    /** Gives each command the session that it belongs to. */
    private record Commands(Session session) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {Session.class})) {
                    return type.cast(constructor.newInstance(session));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Chimera.class.getPackage().getImplementationVersion();
            return new String[] {"chimera " + (version == null ? "development" : version)};
        }
    }
}
