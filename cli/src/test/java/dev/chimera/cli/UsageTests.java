package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UsageTests {

    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(folder);
    }

    @Test
    void suggestsCommandForMisspelledOne() {
        Shell.Result result = shell.run("stauts");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("chimera: USAGE: there is no command 'stauts'; did you mean 'status'?\n");
    }

    @Test
    void suggestsOptionForMisspelledOne() {
        Shell.Result result = shell.run("run", "--wiat", "a.yaml");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("chimera: USAGE: chimera run has no option '--wiat'; did you mean '--wait'?\n");
    }

    @Test
    void suggestsSubcommandForMisspelledOne() {
        assertThat(shell.run("review", "aprove", "x").err())
                .isEqualTo("chimera: USAGE: there is no command 'review aprove'; did you mean 'review approve'?\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenants create x", "users token x", "login", "review edit 1", "mcp control"})
    void refusesWhatIsNotAvailableYetAsUsageError(String line) {
        Shell.Result result = shell.run(line.split(" "));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("chimera: USAGE: ").hasLineCount(1).contains("; ");
    }

    @Test
    void doesNotListWhatIsNotAvailableYet() {
        assertThat(shell.run("--help").out()).doesNotContain("tenants", "users", "login");
        assertThat(shell.run("review", "--help").out()).doesNotContain("edit");
    }

    @Test
    void saysUsageErrorInJsonToo() {
        Shell.Result result = shell.run("tasks", "--limt", "3", "--json");
        assertThat(result.status()).isEqualTo(2);
        JsonNode error = Json.parse(result.out()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("USAGE");
        assertThat(error.path("message").asString()).isEqualTo("chimera tasks has no option '--limt'");
        assertThat(error.path("hint").asString()).isEqualTo("did you mean '--limit'?");
        assertThat(result.err()).hasLineCount(1);
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(shell.run("review", "reject").err())
                .isEqualTo("chimera: USAGE: chimera review reject needs ID and --reason TEXT;"
                        + " see `chimera review reject --help`\n");
        assertThat(shell.run("run").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks --limit 0", "tasks --status DONE", "up --port 70000", "up --roles plannr", "task "})
    void refusesValuesThatCantBe(String line) {
        Shell.Result result = shell.run(line.split(" ", -1));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("chimera: USAGE: ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    wallets settle                        | PAYMENT_ID
                    wallets settle p1                     | --paid or --not-paid
                    wallets settle p1 --paid --not-paid   | --paid
                    wallets settle p1 --payed             | did you mean '--paid'?
                    """)
    void letsNobodySettleAPaymentByHalfAWord(String line, String why) {
        Shell.Result result = shell.run(line.split(" "));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("chimera: USAGE: ")
                .contains(why)
                .hasLineCount(1)
                .doesNotContain("<");
    }

    @Test
    void listsCommandsInGroupsOnBareCall() {
        Shell.Result result = shell.run();
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .containsSubsequence(List.of("Work", "Look", "Decide", "Serve", "Proof", "Start here"))
                .allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "tasks",
                "tasks submit",
                "tasks cancel",
                "task",
                "posts",
                "status",
                "agents",
                "agents key",
                "agents pause",
                "agents resume",
                "agents opt-outs",
                "agents opt-outs list",
                "agents opt-outs add",
                "agents opt-outs remove",
                "campaigns",
                "campaigns pause",
                "campaigns resume",
                "budget",
                "wallets",
                "wallets settle",
                "review",
                "review list",
                "review approve",
                "review reject",
                "audit",
                "audit list",
                "audit verify",
                "dead-letters",
                "dead-letters replay",
                "secrets",
                "secrets check",
                "up",
                "env",
                "mcp",
                "mcp twitter",
                "completion",
                "test",
                "bench",
                "bench pipeline",
                "bench waiting",
                "faults",
                "faults kill9"
            })
    void hasHelpForEveryCommand(String command) {
        Shell.Result result = shell.run((command + " --help").split(" "));
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("Usage: chimera " + command).contains("--debug", "--help");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void saysVersion() {
        assertThat(shell.run("--version").out()).startsWith("chimera ").hasLineCount(1);
    }

    @Test
    void showsStackTraceOnlyWithDebug() {
        assertThat(shell.run("run", "missing.yaml").err()).hasLineCount(1);
        assertThat(shell.run("run", "--debug", "missing.yaml").err())
                .contains("at dev.chimera.cli.CampaignFile")
                .contains("chimera: CAMPAIGN_NOT_FOUND: missing.yaml does not exist");
    }

    @Test
    void leavesProofToTheLauncher() {
        assertThat(shell.run("bench", "pipeline", "--tasks", "5").err())
                .isEqualTo("chimera: USAGE: the launcher runs 'bench pipeline', not this program;"
                        + " ./chimera bench pipeline\n");
    }
}
