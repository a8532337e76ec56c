package dev.chimera.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.RedisServer;
import dev.chimera.embedded.SharedServers;
import dev.chimera.task.TaskType;
import dev.chimera.testing.Puppets;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault 6. */
class RedisOutageTests {

    @Test
    void losesNothingWhenRedisIsKilledAndComesBackEmpty(@TempDir Path directory) {
        try (RedisServer redis = RedisServer.start(directory);
                TestServer server = TestServer.start(
                        new SharedServers.Fresh(SharedServers.fresh().jdbcUrl(), redis.url()),
                        "worker",
                        List.of(Puppets.class))) {
            TestCampaign campaign = TestCampaign.on(server);
            TaskHints hints = server.bean(TaskHints.class);
            hints.hint(campaign.planMany(TaskType.RESEARCH, 50));
            redis.kill();
            assertThat(hints.hint(campaign.planMany(TaskType.RESEARCH, 50)))
                    .as("hinting into nothing fails at once and quietly")
                    .isEqualTo(50);
            redis.restart();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> campaign.count("SELECT count(*) FROM tasks WHERE status = 'REVIEW'") == 100);
        }
    }
}
