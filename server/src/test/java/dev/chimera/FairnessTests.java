package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.TaskHints;
import dev.chimera.embedded.SharedServers;
import dev.chimera.embedded.TestDose;
import dev.chimera.judge.Assessment;
import dev.chimera.judge.Case;
import dev.chimera.judge.Part;
import dev.chimera.judge.TaskAssessor;
import dev.chimera.task.Task;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.testing.Puppets;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Architecture, section 5, rule 11. */
@Tag(TestDose.TAG)
class FairnessTests {

    private static final int BACKLOG = TestDose.of(20_000, 50_000);
    private static final int SERVED_BEFORE = 5_000;

    /** By the database's clock: this test may look long after it happened. */
    private static final String SERVED_MEANWHILE = """
            SELECT count(*) FROM tasks busy, tasks single
            WHERE busy.tenant_id = ? AND busy.status = 'COMPLETED' AND single.id = ?
              AND busy.updated_at BETWEEN single.created_at AND single.updated_at
            """;

    private static final String WAITING = """
            SELECT count(*) FROM tasks busy, tasks single
            WHERE busy.tenant_id = ? AND single.id = ? AND (busy.status <> 'COMPLETED' OR busy.updated_at > single.updated_at)
            """;

    static class Yes {
        @Bean
        @Primary
        TaskAssessor yes() {
            return new TaskAssessor() {
                @Override
                public Assessment assess(Case theCase) {
                    return Assessment.of(List.of(new Part("tested", 1, "a test accepts everything")), List.of());
                }
            };
        }
    }

    /**
     * Counted in tasks, not in seconds: how long a task takes is this machine's, how many are served before it is ours. In
     * each of two streams it waits behind the hints of the other tenant and what was read of them already; at 10,000
     * tasks a second that is a fraction of one.
     */
    @Test
    void servesTheSingleTaskOfATenantLongBeforeTheThousandsOfAnother() {
        try (TestServer server =
                TestServer.start(SharedServers.fresh(), "worker,judge", List.of(Puppets.class, Yes.class))) {
            TestCampaign busy = TestCampaign.on(server);
            TestCampaign quiet = TestCampaign.on(server);
            TaskHints hints = server.bean(TaskHints.class);
            busy.become("PAUSED");
            for (int planned = 0; planned < BACKLOG; planned += 1_000) {
                busy.planMany(TaskType.RESEARCH, 1_000);
            }
            busy.become("ACTIVE");
            Awaitility.await().atMost(TestCampaign.SOON).until(() -> completed(busy) > 500);

            for (int round = 0; round < 3; round++) {
                Task single = quiet.planOne(TaskType.RESEARCH);
                hints.hint(List.of(single));
                quiet.await(single.id(), TaskStatus.COMPLETED);
                assertThat(busy.count(
                                SERVED_MEANWHILE,
                                busy.tenant().value(),
                                single.id().value()))
                        .as("tasks of the other tenant that were judged before")
                        .isLessThan(SERVED_BEFORE);
                assertThat(busy.count(
                                WAITING, busy.tenant().value(), single.id().value()))
                        .as("tasks of the other tenant that were still waiting then")
                        .isPositive();
            }
        }
    }

    private static long completed(TestCampaign campaign) {
        return campaign.count(
                "SELECT count(*) FROM tasks WHERE tenant_id = ? AND status = 'COMPLETED'",
                campaign.tenant().value());
    }
}
