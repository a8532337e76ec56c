package dev.chimera.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chimera.embedded.EmbeddedFailure.Code;
import dev.chimera.embedded.PostgresServer.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTests {

    @TempDir
    Path directory;

    @Test
    void keepsWhatWasCommittedWhenItIsKilledAndRestartedOnTheSamePort() {
        try (PostgresServer server = PostgresServer.start(directory)) {
            String url = server.url();
            long firstPid = server.pid();
            Probe.sql(url, "CREATE TABLE kept AS SELECT 42 AS answer");

            server.kill();
            assertThat(server.isRunning()).isFalse();
            assertThatThrownBy(() -> Probe.sql(url, "SELECT 1")).hasMessageContaining("refused");
            server.restart();

            assertThat(server.url()).isEqualTo(url);
            assertThat(server.pid()).isNotEqualTo(firstPid);
            assertThat(Probe.sql(url, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void isPostgres18WithFsyncOnUnlessATestAsksForLess() {
        try (PostgresServer durable = PostgresServer.start(directory.resolve("durable"))) {
            assertThat(Probe.sql(durable.url(), "SHOW server_version")).startsWith("18.");
            assertThat(Probe.sql(durable.url(), "SHOW fsync")).isEqualTo("on");
            assertThat(Probe.sql(durable.url(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Probe.sql(durable.url(), "SHOW server_encoding")).isEqualTo("UTF8");
        }
        try (PostgresServer fast = PostgresServer.start(directory.resolve("fast"), Durability.THROWAWAY)) {
            assertThat(Probe.sql(fast.url(), "SHOW fsync")).isEqualTo("off");
        }
    }

    @Test
    void listensOnLoopbackOnlyAndAsksForThePassword() {
        try (PostgresServer server = PostgresServer.start(directory, Durability.THROWAWAY)) {
            assertThat(Probe.sql(server.url(), "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            String wrong = server.url().replaceAll("password=.*", "password=wrong");
            assertThatThrownBy(() -> Probe.sql(wrong, "SELECT 1"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void startsAgainAfterAFirstStartThatWasInterrupted() throws IOException {
        Files.createDirectories(directory.resolve("data.new/base"));

        try (PostgresServer server = PostgresServer.start(directory, Durability.THROWAWAY)) {
            assertThat(Probe.sql(server.url(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void saysWhyItDoesNotStart() throws IOException {
        PostgresServer.start(directory, Durability.THROWAWAY).close();
        Files.writeString(directory.resolve("data/pg_hba.conf"), "nonsense\n");

        assertThatExceptionOfType(EmbeddedFailure.class)
                .isThrownBy(() -> PostgresServer.start(directory, Durability.THROWAWAY))
                .matches(failure -> failure.code() == Code.POSTGRES_UNREACHABLE
                        && failure.code().exitStatus() == 3)
                .withMessageContaining("could not load");
    }

    @Test
    void sparesAStrangerWhosePidStandsInItsPidFile() throws IOException {
        PostgresServer.start(directory, Durability.THROWAWAY).close();
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n");

        try (PostgresServer server = PostgresServer.start(directory, Durability.THROWAWAY)) {
            assertThat(Probe.sql(server.url(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void runsAsNobodyWhereRootMayNotMakeNamespaces() throws IOException {
        assumeTrue(Unprivileged.detect() != Unprivileged.AS_WE_ARE, "only root needs it");
        for (int start = 0; start < 2; start++) {
            try (PostgresServer server =
                    PostgresServer.start(directory.resolve("server"), Durability.THROWAWAY, Unprivileged.NOBODY)) {
                assertThat(Probe.sql(server.url(), "SELECT 1")).isEqualTo("1");
                assertThat(Files.getAttribute(Path.of("/proc", Long.toString(server.pid())), "unix:uid"))
                        .isEqualTo(65534);
            }
        }
    }
}
