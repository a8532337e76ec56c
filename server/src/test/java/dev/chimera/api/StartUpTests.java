package dev.chimera.api;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that can't start says: in a process of its own, one line on standard error and an exit status. */
class StartUpTests {

    @TempDir
    private Path folder;

    private record Ended(int status, List<String> errors) {}

    @Test
    void saysThatThePortIsInUse() throws Exception {
        SharedServers.Fresh servers = SharedServers.fresh();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = start(
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
    void givesUpOnAnAbsentPostgresAfterABound() throws Exception {
        Ended ended = start(
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
    void givesUpOnAnAbsentRedisAfterABound() throws Exception {
        Ended ended = start(
                "--chimera.postgres.url=" + SharedServers.fresh().jdbcUrl(),
                "--chimera.redis.url=redis://127.0.0.1:1",
                "--chimera.start-patience=1s");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.errors()).singleElement().asString().startsWith("chimera: REDIS_UNREACHABLE: ");
    }

    @Test
    void refusesAPropertyThatMakesNoSense() throws Exception {
        SharedServers.Fresh servers = SharedServers.fresh();
        Ended ended = start(
                "--chimera.postgres.url=" + servers.jdbcUrl(),
                "--chimera.redis.url=" + servers.redisUrl(),
                "--server.port=0",
                "--chimera.worker.slots=0");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors())
                .containsExactly(
                        "chimera: INVALID_CONFIGURATION: chimera.worker.slots must be between 1 and 100000, not 0;"
                                + " correct the property, or leave it out");
    }

    private Ended start(String... arguments) throws IOException, InterruptedException {
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
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
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
                Files.readString(errors, StandardCharsets.UTF_8).lines().toList());
    }
}
