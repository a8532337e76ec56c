package dev.chimera.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.embedded.EmbeddedFailure.Code;
import dev.chimera.embedded.EmbeddedServers.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTests {

    @TempDir
    Path directory;

    @Test
    void keepsPostgresDataAndForgetsRedisOverARestart() {
        Path home = directory.resolve("a home with spaces");
        try (EmbeddedServers servers = EmbeddedServers.start(home)) {
            Probe.sql(servers.jdbcUrl(), "CREATE TABLE kept AS SELECT 'still here' AS what");
            Probe.redis(servers.redisUrl(), "SET hint lost");
        }
        try (EmbeddedServers servers = EmbeddedServers.start(home)) {
            assertThat(Probe.sql(servers.jdbcUrl(), "SELECT what FROM kept")).isEqualTo("still here");
            assertThat(Probe.redis(servers.redisUrl(), "GET hint")).isEqualTo("$-1");
        }
    }

    @Test
    void stopsBothServersWhenItIsClosed() {
        EmbeddedServers servers = EmbeddedServers.start(directory);
        PostgresServer postgres = servers.postgres().orElseThrow();
        RedisServer redis = servers.redis().orElseThrow();

        servers.close();

        assertThat(postgres.isRunning()).isFalse();
        assertThat(redis.isRunning()).isFalse();
    }

    @Test
    void startsOnlyWhatIsAskedFor() {
        try (EmbeddedServers servers = EmbeddedServers.start(directory, EnumSet.of(Part.REDIS))) {
            assertThat(servers.postgres()).isEmpty();
            assertThat(Probe.redis(servers.redisUrl(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void refusesASecondOwnerInTheSameProcessAndKeepsTheFirst() {
        try (EmbeddedServers first = EmbeddedServers.start(directory, EnumSet.of(Part.REDIS))) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatExceptionOfType(EmbeddedFailure.class)
                        .isThrownBy(() -> EmbeddedServers.start(directory))
                        .matches(failure -> failure.code() == Code.HOME_LOCKED)
                        .withMessageContaining(
                                "process " + ProcessHandle.current().pid());
            }
            assertThat(Probe.redis(first.redisUrl(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void refusesAHomeThatAnotherProcessOwnsAndNamesIt() throws Exception {
        try (OwnerProcess owner = OwnerProcess.of(directory)) {
            String postgresPid = owner.line();
            assertThatExceptionOfType(EmbeddedFailure.class)
                    .isThrownBy(() -> EmbeddedServers.start(directory))
                    .matches(failure ->
                            failure.code() == Code.HOME_LOCKED && failure.code().exitStatus() == 2)
                    .withMessageContaining("process " + owner.pid());
            assertThat(commandLine(postgresPid)).isPresent();
            owner.kill();
            stopLeftovers();
        }
    }

    @Test
    void takesOverFromAnOwnerThatWasKilled() throws Exception {
        try (OwnerProcess owner = OwnerProcess.of(directory)) {
            String postgresPid = owner.line();
            String redisPid = owner.line();
            owner.kill();
            assertThat(commandLine(postgresPid)).isPresent();
            assertThat(commandLine(redisPid)).isPresent();

            try (EmbeddedServers servers = EmbeddedServers.start(directory)) {
                assertThat(commandLine(postgresPid)).isEmpty();
                assertThat(commandLine(redisPid)).isEmpty();
                assertThat(Probe.sql(servers.jdbcUrl(), "SELECT 1")).isEqualTo("1");
                assertThat(Probe.redis(servers.redisUrl(), "PING")).isEqualTo("+PONG");
            }
        }
    }

    @Test
    void refusesAHomeOfAnotherVersionAndTouchesNothing() throws IOException {
        Files.writeString(directory.resolve("version"), "layout 1, PostgreSQL 17\n");

        assertThatExceptionOfType(EmbeddedFailure.class)
                .isThrownBy(() -> EmbeddedServers.start(directory))
                .matches(failure -> failure.code() == Code.HOME_OTHER_VERSION)
                .withMessageContaining("PostgreSQL 17");
        assertThat(directory.resolve("postgres")).doesNotExist();
    }

    @Test
    void refusesAHomeThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatExceptionOfType(EmbeddedFailure.class)
                .isThrownBy(() -> EmbeddedServers.start(file))
                .matches(failure -> failure.code() == Code.HOME_UNUSABLE);
    }

    @Test
    void removesTheAddressOfAServerThatIsGone() throws IOException {
        Path address = Files.writeString(directory.resolve("server.json"), "{}");

        try (EmbeddedServers servers = EmbeddedServers.start(directory, EnumSet.of(Part.REDIS))) {
            assertThat(servers.home()).isDirectory();
            assertThat(address).doesNotExist();
        }
    }

    @Test
    void stopsPostgresAndFreesTheHomeWhenRedisDoesNotStart() throws IOException {
        Files.createDirectories(directory.resolve("redis/redis.pid/occupied"));

        assertThatExceptionOfType(EmbeddedFailure.class).isThrownBy(() -> EmbeddedServers.start(directory));

        assertThat(PostgresServer.running(directory.resolve("postgres"))).isEmpty();
        Binaries.delete(directory.resolve("redis"));
        EmbeddedServers.start(directory).close();
    }

    @Test
    void keepsPasswordsToItself() throws IOException {
        Path home = directory.resolve("home");
        EmbeddedServers.start(home).close();

        assertThat(permissions(home)).isEqualTo("rwx------");
        assertThat(permissions(home.resolve("postgres/password"))).isEqualTo("rw-------");
        assertThat(permissions(home.resolve("redis/password"))).isEqualTo("rw-------");
        assertThat(permissions(home.resolve("redis/redis.conf"))).isEqualTo("rw-------");
    }

    @Test
    void saysItsFailureInOneLine() {
        EmbeddedFailure failure = new EmbeddedFailure(Code.HOME_LOCKED, "it is in use", "stop it");

        assertThat(failure.line()).isEqualTo("chimera: HOME_LOCKED: it is in use; stop it");
    }

    private void stopLeftovers() {
        EmbeddedServers.start(directory).close();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Empty for a process that is gone, and for a zombie. */
    private static Optional<String> commandLine(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().commandLine());
    }
}
