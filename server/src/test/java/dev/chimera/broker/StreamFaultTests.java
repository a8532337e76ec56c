package dev.chimera.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Task;
import dev.chimera.task.TaskDocument;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.Caller;
import dev.chimera.testing.Puppets;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A worker and its streams, to which a test does what must not happen. */
class StreamFaultTests {

    private static final StreamName STREAM = StreamName.tasks(TaskType.RESEARCH);
    private static final TestServer SERVER = started();
    private static final Puppets.Puppet PUPPET = SERVER.bean(Puppets.Puppet.class);

    private final RedisCommands<String, String> redis =
            SERVER.bean(RedisConnections.class).shared().sync();
    private final TestCampaign campaign = TestCampaign.on(SERVER);

    private static TestServer started() {
        return TestServer.start(SharedServers.fresh(), "worker", List.of(Puppets.class), "chimera.worker.slots=20");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Does something to Redis while most of the hints still wait, and sees that all of the work gets done. */
    private void survives(Runnable fault) {
        Semaphore gate = new Semaphore(0);
        PUPPET.does(context -> {
            gate.acquire();
            return Puppets.Puppet.done();
        });
        List<Task> tasks = campaign.planMany(TaskType.RESEARCH, 100);
        SERVER.bean(TaskHints.class).hint(tasks);
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> inStatus(TaskStatus.IN_PROGRESS) > 0);
        fault.run();
        gate.release(1_000_000);
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> inStatus(TaskStatus.REVIEW) == 100);
        assertThat(campaign.count(
                        "SELECT max(attempt) FROM tasks WHERE tenant_id = ?",
                        campaign.tenant().value()))
                .isEqualTo(1);
    }

    private long inStatus(TaskStatus status) {
        return campaign.count(
                "SELECT count(*) FROM tasks WHERE tenant_id = ? AND status = ?",
                campaign.tenant().value(),
                status.name());
    }

    @Test
    void losesNothingWhenEverythingInRedisIsDeleted() {
        survives(redis::flushdb);
    }

    @Test
    void losesNothingWhenTheGroupIsDestroyed() {
        survives(() -> redis.xgroupDestroy(STREAM.key(), STREAM.group()));
    }

    @Test
    void losesNothingWhenTheStreamIsDeleted() {
        survives(() -> redis.del(STREAM.key()));
    }

    @Test
    void losesNothingWhenTheScriptsAreForgotten() {
        survives(redis::scriptFlush);
    }

    /** Fault 9. */
    @Test
    void runsAVersionOnceHoweverOftenAndInWhateverOrderItIsHinted() {
        PUPPET.does(context -> Puppets.Puppet.done());
        List<Task> tasks = campaign.planMany(TaskType.RESEARCH, 30);
        List<Map<String, String>> hints = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.forEach(task -> hints.add(hint(task).fields()));
        }
        Collections.shuffle(hints, new java.util.Random(9));
        hints.forEach(fields -> redis.xadd(STREAM.key(), fields));
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> inStatus(TaskStatus.REVIEW) == 30);
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> redis.xlen(STREAM.key()) == 0);
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = ? AND event = 'TaskClaimed'",
                        campaign.tenant().value()))
                .isEqualTo(30);
        assertThat(PUPPET.runs().values()).allMatch(runs -> runs.get() == 1);
    }

    @Test
    void putsWhatItCanNotReadAsideAndGoesOn() {
        PUPPET.does(context -> Puppets.Puppet.done());
        Task task = campaign.planOne(TaskType.RESEARCH);
        Map<String, String> good = hint(task).fields();
        Map<String, String> reasons = Map.of(
                redis.xadd(STREAM.key(), changed(good, "task", "not JSON")), "task: not JSON",
                redis.xadd(STREAM.key(), changed(good, "task", "{\"task_id\":\"7\"}")), "task: ",
                redis.xadd(STREAM.key(), Map.of("hello", "world")), "field task is missing",
                redis.xadd(STREAM.key(), changed(good, "tenant_id", "me")), "field tenant_id is not a UUID: me",
                redis.xadd(STREAM.key(), changed(good, "version_id", "7")), "field version_id is not a UUID: 7");
        redis.xadd(STREAM.key(), good);
        campaign.await(task.id(), TaskStatus.REVIEW);
        Awaitility.await().atMost(TestCampaign.SOON).until(() -> redis.xlen(STREAM.key()) == 0);
        Map<String, String> said = new java.util.HashMap<>();
        for (String key : List.of(StreamName.DEAD_LETTERS, DeadLetters.key(campaign.tenant()))) {
            redis.xrange(key, io.lettuce.core.Range.unbounded())
                    .forEach(letter -> said.put(
                            letter.getBody().get("entry"), letter.getBody().get("reason")));
        }
        assertThat(reasons)
                .allSatisfy((entry, reason) -> assertThat(said.get(entry)).startsWith(reason));
        assertThat(redis.xlen(DeadLetters.key(campaign.tenant())))
                .as("those that name the tenant")
                .isEqualTo(3);
    }

    private static Map<String, String> changed(Map<String, String> fields, String name, String value) {
        Map<String, String> changed = new java.util.HashMap<>(fields);
        changed.put(name, value);
        return changed;
    }

    @Test
    void replaysADeadLetterOnce() {
        PUPPET.does(context -> Puppets.Puppet.done());
        Task task = campaign.planOne(TaskType.RESEARCH);
        Map<String, String> letter = new java.util.HashMap<>();
        hint(task).fields().forEach((name, value) -> letter.put("field:" + name, value));
        letter.put("stream", STREAM.key());
        letter.put("reason", "a bug of ours, repaired since");
        String id = redis.xadd(DeadLetters.key(campaign.tenant()), letter);
        Caller.Person operator = campaign.operator();
        assertThat(SERVER.bean(DeadLetters.class).replay(operator, id)).isTrue();
        campaign.await(task.id(), TaskStatus.REVIEW);
        assertThat(SERVER.bean(DeadLetters.class).replay(operator, id)).isFalse();
    }

    @Test
    void takesOverWhatADeadConsumerRead() {
        SharedServers.Fresh servers = SharedServers.fresh();
        TestCampaign other;
        Task task;
        try (TestServer first = TestServer.start(servers, "api")) {
            other = TestCampaign.on(first);
            task = other.planOne(TaskType.RESEARCH);
            Streams streams = first.bean(Streams.class);
            first.bean(TaskHints.class).hint(List.of(task));
            streams.ensureGroup(STREAM);
            assertThat(Streams.read(
                            first.bean(RedisConnections.class).shared(), STREAM, "dead", 10, Duration.ofMillis(1)))
                    .hasSize(1);
        }
        // The sweeper, which would hint it after 5 s, adds no entry as long as the old one is not stale.
        try (TestServer second = TestServer.start(
                servers,
                "worker",
                List.of(Puppets.class),
                "chimera.broker.reclaim-idle=1ms",
                "chimera.broker.hint-stale=1h")) {
            RedisCommands<String, String> there =
                    second.bean(RedisConnections.class).shared().sync();
            Awaitility.await().atMost(TestCampaign.SOON).until(() -> there.xlen(STREAM.key()) == 0);
            assertThat(second.bean(dev.chimera.task.TaskQueries.class)
                            .find(task.tenant(), task.id())
                            .orElseThrow()
                            .attempt())
                    .isEqualTo(1);
        }
    }

    private static Hint hint(Task task) {
        return Hint.ofTask(task.tenant(), task.version(), task.attempt(), TaskDocument.of(task));
    }
}
