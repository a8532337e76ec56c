package dev.chimera.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Print a shell's completion script.",
            "bash: source <(chimera completion bash)",
            "zsh:  source <(chimera completion zsh)",
            "fish: chimera completion fish | source"
        })
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "bash|zsh|fish", completionCandidates = Shells.class, description = "Which shell.")
    private String shell = "";

    /** For the completion of this command itself. */
    static final class Shells implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return SHELLS.iterator();
        }
    }

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String script = switch (shell) {
            case "bash" -> AutoComplete.bash("chimera", root);
            case "zsh" -> ZSH_PREAMBLE + AutoComplete.bash("chimera", root);
            case "fish" -> FishCompletion.script(root.getCommandSpec());
            default ->
                throw CliFailure.usage(
                        "there is no completion for '" + shell + "'",
                        Nearest.to(shell, SHELLS)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("the shells are " + String.join(", ", SHELLS)));
        };
        session.terminal().out().print(script);
        session.terminal().out().flush();
        return ExitStatus.OK.code();
    }

    /** zsh runs bash's script once its own completion system and the bridge to bash's are loaded. */
    private static final String ZSH_PREAMBLE = """
            autoload -U +X compinit && compinit -u
            autoload -U +X bashcompinit && bashcompinit
            """;
}
