package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void printsScriptThatItsShellAccepts(String shell) throws IOException, InterruptedException {
        assumeTrue(isInstalled(shell), shell + " is not installed");
        Path script = script(shell);
        assertThat(output(shell, "-n", script.toString())).isEmpty();
    }

    @Test
    void completesCommandsAndOptionsInBash() throws IOException, InterruptedException {
        String script = script("bash").toString();
        assertThat(completeInBash(script, "chimera", "rev")).contains("review");
        assertThat(completeInBash(script, "chimera", "review", "ap")).contains("approve");
        assertThat(completeInBash(script, "chimera", "wallets", "settle", "--not"))
                .contains("--not-paid");
        assertThat(completeInBash(script, "chimera", "run", "--dr")).contains("--dry-run");
        assertThat(completeInBash(script, "chimera", "tasks", "--status", "REV"))
                .contains("REVIEW");
    }

    @Test
    void offersFishEveryCommandOptionAndValue() {
        String script = new Shell(folder).run("completion", "fish").out();
        assertThat(script)
                .contains("complete -c chimera -n '__chimera_at' -a 'review' -d 'What waits for a person")
                .contains("complete -c chimera -n '__chimera_at review' -a 'approve'")
                .contains("complete -c chimera -n '__chimera_in wallets settle' -l not-paid -d ")
                .contains("complete -c chimera -n '__chimera_in run' -l dry-run -d ")
                .contains("-l status -x -a 'PENDING IN_PROGRESS REVIEW COMPLETED FAILED'")
                .contains("complete -c chimera -n '__chimera_in run' -F")
                .contains("complete -c chimera -n '__chimera_in completion' -a 'bash zsh fish'");
    }

    @Test
    void refusesUnknownShell() {
        assertThat(new Shell(folder).run("completion", "fsh").err())
                .isEqualTo("chimera: USAGE: there is no completion for 'fsh'; did you mean 'fish'?\n");
    }

    private Path script(String shell) throws IOException {
        Shell.Result result = new Shell(folder).run("completion", shell);
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        return Files.writeString(folder.resolve("completion." + shell), result.out());
    }

    private static String completeInBash(String script, String... words) throws IOException, InterruptedException {
        String program = """
                source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
                COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _complete_chimera; printf '%s\\n' "${COMPREPLY[@]}"
                """;
        List<String> command = new java.util.ArrayList<>(List.of("bash", "-c", program, script));
        command.addAll(List.of(words));
        return output(command.toArray(String[]::new));
    }

    private static boolean isInstalled(String shell) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + shell)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
