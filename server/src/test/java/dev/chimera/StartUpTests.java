package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * What a server that can't start says: one line on standard error and an exit status. One of them is a process of its own;
 * the others start in this one, as {@code main} does.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpTests {

    @TempDir
    private Path folder;

    private record Ended(int status, List<String> errors, List<String> said) {

        List<String> output() {
            return Stream.concat(errors.stream(), said.stream()).toList();
        }
    }

    @Test
    void saysThatThePortIsInUse() throws Exception {
        SharedServers.Fresh servers = SharedServers.fresh();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = startProcess(
                    "--chimera.postgres.url=" + servers.jdbcUrl(),
                    "--chimera.redis.url=" + servers.redisUrl(),
                    "--server.port=" + taken.getLocalPort());
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.errors())
                    .containsExactly("chimera: PORT_IN_USE: port " + taken.getLocalPort()
                            + " is in use by another program; stop that program, or choose another port with --port");
        }
    }

    @Test
    void givesUpOnAnAbsentPostgresAfterABound(CapturedOutput output) {
        Ended ended = start(
                output,
                "--chimera.postgres.url=jdbc:postgresql://127.0.0.1:1/chimera",
                "--chimera.redis.url=" + SharedServers.fresh().redisUrl(),
                "--chimera.start-patience=1s");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.errors())
                .singleElement()
                .asString()
                .startsWith("chimera: POSTGRES_UNREACHABLE: ")
                .endsWith("; check CHIMERA_POSTGRES_URL, or unset it");
    }

    @Test
    void givesUpOnAnAbsentRedisAfterABound(CapturedOutput output) {
        Ended ended = start(
                output,
                "--chimera.postgres.url=" + SharedServers.fresh().jdbcUrl(),
                "--chimera.redis.url=redis://127.0.0.1:1",
                "--chimera.start-patience=1s");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.errors()).singleElement().asString().startsWith("chimera: REDIS_UNREACHABLE: ");
    }

    @Test
    void refusesAPropertyThatMakesNoSense(CapturedOutput output) {
        Ended ended = startWithServers(output, "--chimera.worker.slots=0");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors())
                .containsExactly(
                        "chimera: INVALID_CONFIGURATION: chimera.worker.slots must be between 1 and 100000, not 0;"
                                + " correct the property, or leave it out");
    }

    /** Each address is wrong in its own way, and what reads it would say so with the whole of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--chimera.postgres.url=jdbc:postgres://127.0.0.1:1/d?user=u&password=hunter2hunter2",
                "--chimera.postgres.url=postgresql://u:hunter2hunter2@127.0.0.1:1/d",
                "--chimera.postgres.url=jdbc:postgresql://127.0.0.1:x1/d?user=u&password=hunter2hunter2",
                "--chimera.redis.url=http://u:hunter2hunter2@127.0.0.1:1",
                "--chimera.redis.url=redis://u:hunter2 hunter2@127.0.0.1:1",
                "--chimera.x.base-url=htps://u:hunter2hunter2@127.0.0.1:1",
                "--chimera.x.base-url=https://u:hunter2hunter2@127 0 0 1"
            })
    void showsNoPasswordOfAnAddressThatIsWrong(String argument, CapturedOutput output) {
        SharedServers.Fresh servers = SharedServers.fresh();
        List<String> arguments =
                new ArrayList<>(List.of("--server.port=0", "--chimera.start-patience=1s", "--debug", argument));
        if (!argument.contains("postgres.url")) {
            arguments.add("--chimera.postgres.url=" + servers.jdbcUrl());
        }
        if (!argument.contains("redis.url")) {
            arguments.add("--chimera.redis.url=" + servers.redisUrl());
        }
        Ended ended = start(output, arguments.toArray(String[]::new));
        assertThat(ended.status()).isIn(2, 3);
        assertThat(ended.output()).isNotEmpty().noneMatch(line -> line.contains("hunter2"));
        assertThat(ended.errors()).anyMatch(line -> line.startsWith("chimera: "));
    }

    @Test
    void refusesAServiceTokenThatCanBeGuessed(CapturedOutput output) {
        for (String token : List.of("x", "correct-horse-battery", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")) {
            Ended ended = startWithServers(output, "--chimera.service-token=" + token);
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.errors())
                    .singleElement()
                    .asString()
                    .startsWith("chimera: INVALID_SERVICE_TOKEN: chimera.service-token has " + token.length())
                    .contains("openssl rand")
                    .doesNotContain(token.length() > 1 ? token : "has x");
        }
    }

    @Test
    void refusesToAllowWhatIsNoBlockOfAddresses(CapturedOutput output) {
        Ended ended = startWithServers(output, "--chimera.allow-private=10.0.0.0/8,localhost");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors())
                .singleElement()
                .asString()
                .startsWith("chimera: INVALID_CONFIGURATION: CHIMERA_ALLOW_PRIVATE")
                .contains("'localhost' is no block of addresses");
    }

    private static Ended startWithServers(CapturedOutput output, String argument) {
        SharedServers.Fresh servers = SharedServers.fresh();
        return start(
                output,
                "--chimera.postgres.url=" + servers.jdbcUrl(),
                "--chimera.redis.url=" + servers.redisUrl(),
                "--server.port=0",
                argument);
    }

    private static Ended start(CapturedOutput output, String... arguments) {
        int errors = output.getErr().length();
        int said = output.getOut().length();
        List<String> all = new ArrayList<>(List.of("--chimera.embedded=false"));
        all.addAll(List.of(arguments));
        int status = ChimeraServer.start(all.toArray(String[]::new));
        return new Ended(
                status,
                output.getErr().substring(errors).lines().toList(),
                output.getOut().substring(said).lines().toList());
    }

    private Ended startProcess(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.chimera.ChimeraServer",
                "--chimera.embedded=false"));
        command.addAll(List.of(arguments));
        Path errors = folder.resolve("errors");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("the server gave up")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(errors, StandardCharsets.UTF_8).lines().toList(),
                Files.readString(output, StandardCharsets.UTF_8).lines().toList());
    }
}
