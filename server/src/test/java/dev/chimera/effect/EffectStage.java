package dev.chimera.effect;

import dev.chimera.broker.EffectHints;
import dev.chimera.broker.ProcessLease;
import dev.chimera.embedded.SharedServers;
import dev.chimera.task.NewTask;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskLifecycle;
import dev.chimera.task.TaskStore;
import dev.chimera.task.Transition;
import dev.chimera.testing.BalancedLedger;
import dev.chimera.testing.MoodyTimeline;
import dev.chimera.testing.MoodyTimeline.Mood;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

/** A server that carries effects out in a world that does not always answer, and what leads to an effect there. */
final class EffectStage implements AutoCloseable {

    final TestServer server = TestServer.start(
            SharedServers.fresh(),
            "effect,bridge,api",
            List.of(World.class),
            "chimera.broker.lease=6s",
            "chimera.broker.renew-every=500ms",
            "chimera.effect.timeout=5s",
            "chimera.effect.looks=0s",
            "chimera.effect.cooldown=0s",
            "chimera.twitter.cooldown=0s");
    final MoodyTimeline world = server.bean(MoodyTimeline.class);
    final EffectStore effects = server.bean(EffectStore.class);
    final Curse curse = server.bean(Curse.class);

    static class World {
        @Bean
        MoodyTimeline moodyTimeline(InstantSource clock) {
            return new MoodyTimeline(clock);
        }

        @Bean
        Curse curse() {
            return new Curse();
        }
    }

    /** Meets an Error over one task, as soon as its outcome is found. */
    static class Curse {
        private volatile @Nullable TaskId victim;

        void lies(@Nullable TaskId on) {
            victim = on;
        }

        @EventListener
        void found(OutcomeFound outcome) {
            if (outcome.task().id().equals(victim)) {
                throw new StackOverflowError("of a test");
            }
        }
    }

    /** Before each test. */
    void cheerUp() {
        world.becomes(Mood.GOOD);
        curse.lies(null);
    }

    /** After each test: whatever happened, the books are right. */
    void checkBooks() {
        BalancedLedger.check(server.jdbc());
    }

    /** Worked on and approved, as a Worker and the Judge leave it; its effect is still to be intended. */
    Task waitingForItsEffect(TestCampaign campaign, NewTask fresh) {
        TaskStore store = server.bean(TaskStore.class);
        Task task = campaign.plan(fresh).getFirst();
        task = store.claim(List.of(task.ref()), server.bean(ProcessLease.class).current())
                .getFirst();
        for (TaskLifecycle step : List.of(TaskLifecycle.SUBMIT, TaskLifecycle.INTEND)) {
            task = store.move(List.of(Transition.along(step, task.ref(), "test")))
                    .tasks()
                    .getFirst();
        }
        return task;
    }

    /** Intends a post for it; the answer has an element exactly when it is intended. */
    Set<?> intend(Task task, String text) {
        Proposal proposal = new Proposal("post_tweet", TestCampaign.payload().put("text", text));
        Set<?> intended = effects.intend(List.of(new EffectStore.Intent(
                task, proposal.tool(), proposal.arguments(), proposal.hashFor(task.agent()), "test")));
        server.bean(EffectHints.class).hint(List.of(task));
        return intended;
    }

    Effect effect(Task task) {
        return effects.ofTask(task.tenant(), task.id()).orElseThrow();
    }

    @Override
    public void close() {
        server.close();
    }
}
