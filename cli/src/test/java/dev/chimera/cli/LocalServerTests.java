package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With real processes: the server's, and where signals are sent, the command's own. */
class LocalServerTests {

    @TempDir
    Path folder;

    private Path home;
    private String serverCommand;
    private Path classPath;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void writeCommand() throws IOException {
        home = folder.resolve(".chimera");
        classPath = Files.writeString(
                folder.resolve("class-path"), "-cp \"" + System.getProperty("java.class.path") + "\"");
        serverCommand = java() + " @" + classPath + " " + ServerProgram.class.getName();
        Files.writeString(folder.resolve("SOUL.md"), "soul");
        Files.writeString(folder.resolve("a.yaml"), "agent: {name: A, soul: SOUL.md}\ncampaign: {goal: g}\n");
    }

    /** After a test that failed; the others have ended them already. */
    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroy);
    }

    @Test
    void startsServerThatOnlyAnswersForListingAndStopsIt() throws IOException {
        Shell.Result result = shell().run("tasks");
        assertThat(result).isEqualTo(new Shell.Result(0, "No tasks.\n", ""));
        assertThat(Files.readAllLines(home.resolve("arguments.log")))
                .containsExactly(
                        "--server.port=0",
                        "--chimera.roles=api",
                        "--chimera.parent-pid=" + ProcessHandle.current().pid());
        assertThat(asked()).contains("GET /v1/tasks");
        assertThat(ServerFile.in(home)).doesNotExist();
    }

    @Test
    void saysWhoGoesOnAfterDecisionWithoutServer() {
        assertThat(shell().run("review", "approve", "r1").err())
                .isEqualTo("It goes on with the next `chimera run`, or while `chimera up` runs.\n");
    }

    @Test
    void startsWholeServerForRunAndStopsIt() throws IOException {
        Shell.Result result = shell().with("SETTLED", "true").run("run", "a.yaml");
        assertThat(result.status()).isZero();
        assertThat(result.err()).startsWith("starting PostgreSQL, Redis and the server ...\n");
        assertThat(Files.readString(home.resolve("arguments.log"))).doesNotContain("roles");
        assertThat(ServerFile.in(home)).doesNotExist();
    }

    @Test
    void goesOnWithServerOfItsOwnWhenAnothersEndsMeanwhile() throws IOException {
        FakeServer others = new FakeServer();
        others.on("GET /v1/status", "{}")
                .on("POST /v1/campaigns", "{\"id\":\"c1\"}")
                .on("GET /v1/report", _ -> {
                    others.close();
                    return FakeServer.Answer.ok("{}");
                });
        Files.createDirectories(home);
        Files.writeString(ServerFile.in(home), "{\"pid\":1,\"http_url\":\"" + others.url() + "\"}");
        Shell.Result result = shell().with("SETTLED", "true").run("run", "a.yaml");
        assertThat(result.status()).isZero();
        assertThat(asked().getLast()).isEqualTo("GET /v1/report?campaign=c1");
    }

    @Test
    void waitsForServerThatAnotherCommandStartsAtTheSameMoment() throws IOException {
        try (FakeServer others = new FakeServer()) {
            others.on("GET /v1/tasks", "{\"tasks\":[]}");
            Files.createDirectories(home);
            Files.writeString(ServerFile.in(home), "{\"pid\":1,\"http_url\":\"" + others.url() + "\"}");
            // It answers from the moment on that ours has been refused the home.
            others.on("GET /v1/status", _ -> {
                boolean refused = Files.exists(home.resolve("refused"));
                return refused ? FakeServer.Answer.ok("{}") : FakeServer.Answer.error(500, "INTERNAL", "starting", "");
            });
            Shell.Result result = shell().with("BEHAVIOUR", "locked").run("tasks");
            assertThat(result).isEqualTo(new Shell.Result(0, "No tasks.\n", ""));
        }
    }

    @Test
    void startsServerWhereAKilledOneLeftItsFile() throws IOException {
        Files.createDirectories(home);
        Files.writeString(ServerFile.in(home), "{\"pid\":1,\"http_url\":\"http://127.0.0.1:9\"}");
        assertThat(shell().run("tasks").out()).isEqualTo("No tasks.\n");
    }

    @Test
    void repeatsTheServersOwnErrorWhenItDoesNotStart() {
        Shell.Result result = shell().with("BEHAVIOUR", "port taken").run("tasks", "--json");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("chimera: PORT_IN_USE: port 8080 is taken; choose another with --port\n");
        assertThat(Json.parse(result.out()).path("error").path("hint").asString())
                .isEqualTo("choose another with --port");
    }

    @Test
    void saysWhereToLookWhenTheServerDiesWithoutWord() {
        Shell.Result result = shell().with("BEHAVIOUR", "dies").run("tasks");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("chimera: SERVER_START_FAILED: the server ended with exit status 9; see "
                        + home.resolve("server.log") + "\n");
    }

    @Test
    void needsTheLauncherToStartServer() {
        Shell.Result result = new Shell(folder).run("tasks");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).startsWith("chimera: SERVER_UNREACHABLE: no server runs on " + home);
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130"})
    void removesDryRunAndStopsServerOnSignal(String signal, int status) throws IOException, InterruptedException {
        Process command = command("run", "--dry-run", "a.yaml");
        try (BufferedReader err = command.errorReader(StandardCharsets.UTF_8)) {
            awaitLine(err, "RESEARCH 0/0");
            send(signal, command);
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(command.exitValue()).isEqualTo(status);
            assertThat(err.readLine()).isEqualTo("Stopped; the dry run leaves nothing behind.");
        }
        assertThat(asked().getLast()).isEqualTo("DELETE /v1/campaigns/c1");
        assertThat(ServerFile.in(home)).doesNotExist();
    }

    @Test
    void staysUpUntilSignal() throws IOException, InterruptedException {
        Process command = command("up", "--port", "0", "--roles", "api,judge");
        try (BufferedReader err = command.errorReader(StandardCharsets.UTF_8)) {
            awaitLine(err, "Chimera is up at http://127.0.0.1:");
            assertThat(Files.readAllLines(home.resolve("arguments.log")))
                    .startsWith("--server.port=0", "--server.address=127.0.0.1", "--chimera.roles=api,judge");
            send("TERM", command);
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(command.exitValue()).isEqualTo(143);
        assertThat(ServerFile.in(home)).doesNotExist();
    }

    @Test
    void saysInJsonWhereTheServerIsThatIsUp() throws IOException, InterruptedException {
        Process command = command("up", "--json");
        try (BufferedReader out = command.inputReader(StandardCharsets.UTF_8)) {
            assertThat(Json.parse(out.readLine()).path("http_url").asString()).startsWith("http://127.0.0.1:");
            send("INT", command);
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
        }
        assertThat(command.exitValue()).isEqualTo(130);
    }

    @Test
    void passesExitStatusOfServerThatDoesNotComeUp() {
        Shell.Result result = shell().with("BEHAVIOUR", "dies").run("up");
        assertThat(result.status()).isEqualTo(9);
        assertThat(shell().with("BEHAVIOUR", "port taken").run("up", "--json").status())
                .isEqualTo(2);
    }

    private Shell shell() {
        return new Shell(folder).with("CHIMERA_SERVER_COMMAND", serverCommand).inRealTime();
    }

    private Process command(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(java(), "@" + classPath, Chimera.class.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        // The launcher that runs these tests tells its programs about this project, which is not the folder of the
        // test.
        builder.environment().keySet().removeIf(name -> name.startsWith("CHIMERA_"));
        builder.environment().put("CHIMERA_SERVER_COMMAND", serverCommand);
        builder.environment().put("SETTLED", "false");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(home.resolve("asked.log"));
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitLine(BufferedReader lines, String start) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return;
            }
        }
        throw new AssertionError("it ended without saying: " + start);
    }
}
