package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The launcher itself, in a project of its own in which everything but agentkit is built already. The JDK, npm and node
 * are scripts that say what they were asked.
 */
class LauncherTests {

    private static final Path LAUNCHER = Path.of("..", "chimera").toAbsolutePath();
    private static final String PLAIN = "agent: {name: Maya, soul: SOUL.md}\ncampaign: {goal: Launch}\n";
    private static final String PAYING = "agent:\n  name: Maya\n  wallet:\n    key: env:KEY\n";

    @TempDir
    Path folder;

    private Path root;

    private record Ran(int status, String out, String err) {}

    @BeforeEach
    void layOutAProject() throws IOException {
        root = folder.resolve("project");
        write(root.resolve("agentkit/src/server.ts"), "");
        for (String module : List.of("embedded", "server", "cli")) {
            write(root.resolve(module + "/target/chimera-" + module + ".jar"), "");
            write(root.resolve("target/built-" + module), "");
        }
        write(root.resolve("target/trained-server"), "");
        write(root.resolve("target/trained-cli"), "");
        write(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        script(folder.resolve("jdk/bin/javac"), "");
        script(folder.resolve("jdk/bin/java"), "echo \"$CHIMERA_AGENTKIT_COMMAND\"");
        script(folder.resolve("bin/node"), "[ \"$1\" = --version ] && echo v22.1.0 || echo \"serving $*\"");
        script(folder.resolve("bin/npm"), """
                echo "$*" >>"$LOG"
                case $1 in
                    ci) mkdir -p node_modules ;;
                    run) mkdir -p dist && : >dist/server.js ;;
                esac""");
        Files.copy(LAUNCHER, root.resolve("chimera"));
        write(folder.resolve("plain.yaml"), PLAIN);
        write(folder.resolve("paying.yaml"), PAYING);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String body) throws IOException {
        write(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private ProcessBuilder prepared(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CHIMERA_"));
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("LOG", folder.resolve("npm.log").toString());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, ours) -> ours + ":" + path);
        return builder;
    }

    private Ran chimera(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(root.resolve("chimera").toString()));
        all.addAll(List.of(words));
        return ran(prepared(all));
    }

    private Ran ran(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /** What npm was asked since the last look. */
    private List<String> npm() throws IOException {
        Path log = folder.resolve("npm.log");
        if (!Files.exists(log)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(log);
        Files.delete(log);
        return lines;
    }

    /** An hour after it was written, and so after everything that was built of it. */
    private void editAgentkit() throws IOException {
        Path source = root.resolve("agentkit/src/server.ts");
        FileTime written = Files.getLastModifiedTime(source);
        Files.setLastModifiedTime(source, FileTime.from(written.toInstant().plus(Duration.ofHours(1))));
    }

    @Test
    void buildsAgentkitForAFileWithAWalletAndOnlyOnce() throws Exception {
        assertThat(chimera("run", "--wait", "paying.yaml").status()).isZero();
        assertThat(npm()).containsExactly("ci", "run build");
        assertThat(chimera("run", "paying.yaml").status()).isZero();
        assertThat(npm()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent: {name: Maya, wallet: {key: env:KEY}}\n",
                "campaign:\n  payments:\n    - {asset: ETH}\n",
                "agent:\n  'wallet' : {}\n",
                "{\"agent\": {\"name\": \"Maya\", \"wallet\": {}}}\n"
            })
    void seesAWalletHoweverItIsWritten(String file) throws Exception {
        write(folder.resolve("other.yaml"), file);
        chimera("run", "plain.yaml", "other.yaml");
        assertThat(npm()).containsExactly("ci", "run build");
    }

    @Test
    void buildsNothingForWhoeverPaysNothing() throws Exception {
        chimera("agentkit");
        assertThat(npm()).containsExactly("ci", "run build");
        editAgentkit();
        write(folder.resolve("comment.yaml"), PLAIN + "# wallet: none\n# {wallet: none}\nmy-wallet: 1\nwallets: 2\n");

        for (String[] words : new String[][] {
            {"run", "plain.yaml"},
            {"run", "comment.yaml"},
            {"run", "--dry-run", "paying.yaml"},
            {"up"},
            {"status"}
        }) {
            Ran ran = chimera(words);
            assertThat(ran.status()).as(ran.err()).isZero();
            assertThat(npm()).as(String.join(" ", words)).isEmpty();
        }
        assertThat(chimera("up").err())
                .contains("payments wait until ./chimera agentkit has built it")
                .doesNotContain("building");
    }

    @Test
    void buildsNothingForAServerElsewhere() throws Exception {
        ProcessBuilder remote = prepared(List.of(root.resolve("chimera").toString(), "run", "paying.yaml"));
        remote.environment().put("CHIMERA_SERVER", "http://127.0.0.1:1");
        assertThat(ran(remote).status()).isZero();
        assertThat(npm()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"project", "a project"})
    void startsAgentkitWhenItIsUsedAndNeverAnOldOne(String name) throws Exception {
        root = Files.move(root, folder.resolve(name));
        String command = chimera("status").out().strip();
        ProcessBuilder payment = prepared(List.of(command.split("\\s+")));
        payment.environment().put("CHIMERA_PROJECT", root.toString());

        Path request = folder.resolve("request");
        Files.writeString(request, "{\"jsonrpc\":\"2.0\",\"method\":\"initialize\",\"id\":\"ab-0\",\"params\":{}}\n");
        payment.redirectInput(request.toFile());

        Ran unbuilt = ran(payment);
        assertThat(unbuilt.status()).isEqualTo(2);
        JsonNode answer = Json.parse(unbuilt.out());
        assertThat(answer.path("id").asString()).isEqualTo("ab-0");
        assertThat(answer.path("error").path("message").asString())
                .startsWith("AGENTKIT_NOT_BUILT: ")
                .contains("./chimera agentkit builds it");
        assertThat(unbuilt.err())
                .startsWith("chimera: AGENTKIT_NOT_BUILT: ")
                .contains("./chimera agentkit builds it")
                .hasLineCount(1);

        assertThat(chimera("agentkit").status()).isZero();
        assertThat(ran(payment).out()).isEqualTo("serving " + root.toRealPath() + "/agentkit/dist/server.js\n");

        editAgentkit();
        assertThat(ran(payment).err()).startsWith("chimera: AGENTKIT_NOT_BUILT: ");
        assertThat(npm()).containsExactly("ci", "run build");
    }
}
