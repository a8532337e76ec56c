package dev.chimera.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chimera.embedded.EmbeddedFailure.Code;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTests {

    @TempDir
    Path directory;

    @Test
    void comesBackEmptyOnTheSamePortAfterAKill() {
        try (RedisServer server = RedisServer.start(directory)) {
            String url = server.url();
            long firstPid = server.pid();
            assertThat(Probe.redis(url, "SET hint here")).isEqualTo("+OK");

            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.restart();

            assertThat(server.url()).isEqualTo(url);
            assertThat(server.pid()).isNotEqualTo(firstPid);
            assertThat(Probe.redis(url, "GET hint")).isEqualTo("$-1");
        }
    }

    @Test
    void keepsItsDataOverAKillWhenTheSettingsSaySo() {
        List<String> settings = List.of("appendonly yes", "appendfsync always");
        try (RedisServer server = RedisServer.start(directory, settings)) {
            assertThat(Probe.redis(server.url(), "SET hint here")).isEqualTo("+OK");
            server.kill();
            server.restart();
            assertThat(Probe.redis(server.url(), "GET hint")).isEqualTo("here");
        }
    }

    @Test
    void asksForThePassword() {
        try (RedisServer server = RedisServer.start(directory)) {
            String withoutPassword = "redis://127.0.0.1:" + server.port() + "/0";
            assertThat(Probe.redis(withoutPassword, "GET hint")).startsWith("-NOAUTH");
        }
    }

    @Test
    void refusesWritesWhenItsMemoryIsFullInsteadOfEvicting() {
        try (RedisServer server = RedisServer.start(directory, List.of("maxmemory 1kb"))) {
            assertThat(Probe.redis(server.url(), "SET hint here")).startsWith("-OOM");
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        assertThatExceptionOfType(EmbeddedFailure.class)
                .isThrownBy(() -> RedisServer.start(directory, List.of("no-such-setting 1")))
                .matches(failure -> failure.code() == Code.REDIS_UNREACHABLE
                        && failure.code().exitStatus() == 3)
                .withMessageContaining("Bad directive");
    }
}
