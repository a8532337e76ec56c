package dev.chimera.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.broker.EffectHints;
import dev.chimera.broker.ProcessLease;
import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.task.Transition;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import tools.jackson.databind.JsonNode;

/** The bridge has a new service token, and whoever sends effects still has the old one. */
class RotatedTokenTests {

    private static final String OLD = "the-service-token-before-it-was-rotated";
    private static final String NEW = "the-service-token-after-it-was-rotated";

    private final SharedServers.Fresh servers = SharedServers.fresh();

    private TestServer sender(TestServer bridge, String token) {
        return TestServer.start(
                servers,
                "effect,api",
                "chimera.twitter.url=http://127.0.0.1:" + bridge.port() + "/mcp/twitter",
                "chimera.service-token=" + token,
                "chimera.broker.lease=6s",
                "chimera.broker.renew-every=500ms",
                "chimera.effect.timeout=5s",
                "chimera.effect.cooldown=0s");
    }

    private static Task approved(TestServer server, TestCampaign campaign, String text) {
        TaskStore store = server.bean(TaskStore.class);
        Task task = campaign.planOne(TaskType.ENGAGEMENT);
        task = store.claim(List.of(task.ref()), server.bean(ProcessLease.class).current())
                .getFirst();
        for (TaskLifecycle step : List.of(TaskLifecycle.SUBMIT, TaskLifecycle.INTEND)) {
            task = store.move(List.of(Transition.along(step, task.ref(), "test")))
                    .tasks()
                    .getFirst();
        }
        Proposal proposal = new Proposal("post_tweet", TestCampaign.payload().put("text", text));
        server.bean(EffectStore.class)
                .intend(List.of(new EffectStore.Intent(
                        task, proposal.tool(), proposal.arguments(), proposal.hashFor(task.agent()), "test")));
        server.bean(EffectHints.class).hint(List.of(task));
        return task;
    }

    private static Effect effect(TestServer server, Task task) {
        return server.bean(EffectStore.class).ofTask(task.tenant(), task.id()).orElseThrow();
    }

    @Test
    void leavesWhatWasApprovedWaitingRingsTheAlarmAndGoesOnWithTheRightToken() {
        String text = "Approved before the token was rotated: " + UUID.randomUUID();
        try (TestServer bridge =
                TestServer.start(servers, "bridge", "chimera.service-token=" + NEW, "chimera.twitter.cooldown=0s")) {
            Task task;
            try (TestServer refused = sender(bridge, OLD)) {
                TestCampaign campaign = TestCampaign.on(refused);
                task = approved(refused, campaign, text);
                Effect waiting = Awaitility.await("the refusal")
                        .atMost(TestCampaign.SOON)
                        .until(() -> effect(refused, task), found -> found.failure() != null);

                assertThat(waiting.state()).isEqualTo(EffectState.INTENDED);
                assertThat(waiting.failure())
                        .satisfies(failure -> assertThat(failure.code()).isEqualTo("UNAUTHORIZED"));
                assertThat(campaign.task(task.id()).status()).isEqualTo(TaskStatus.IN_PROGRESS);
                JsonNode alarm = refused.get(campaign.operator(), "/v1/status")
                        .json()
                        .path("alarms")
                        .path(0);
                assertThat(alarm.path("code").stringValue()).isEqualTo("UNAUTHORIZED");
                assertThat(alarm.path("effects").asLong()).isEqualTo(1);
                assertThat(alarm.path("hint").stringValue()).contains("CHIMERA_SERVICE_TOKEN");
                refused.bean(EffectAlarm.class).look();
                assertThat(refused.bean(EffectAlarm.class).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                JsonNode report = refused.get(campaign.operator(), "/v1/report?campaign=" + campaign.id())
                        .json();
                assertThat(report.path("scheduled").path(0).path("reason").stringValue())
                        .contains("does not accept our credential");
                assertThat(report.path("failed")).isEmpty();
            }
            try (TestServer mended = sender(bridge, NEW)) {
                mended.jdbc()
                        .sql("UPDATE effects SET ready_at = now() WHERE task_id = ?")
                        .param(task.id().value())
                        .update();
                Awaitility.await("the post")
                        .atMost(TestCampaign.SOON)
                        .until(() -> effect(mended, task).state(), EffectState.CONFIRMED::equals);
                mended.bean(EffectAlarm.class).look();
                assertThat(mended.bean(EffectAlarm.class).health().getStatus()).isEqualTo(Status.UP);
            }
        }
    }
}
