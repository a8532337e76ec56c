package dev.chimera.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.VersionId;
import dev.chimera.embedded.SharedServers;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands alone: nothing reads these streams but the tests. */
class StreamsTests {

    private static final StreamName STREAM = StreamName.tasks(TaskType.TRANSACTION);
    private static final int BOUND = 10;
    private static final TestServer SERVER = started();

    private final Streams streams = SERVER.bean(Streams.class);
    private final RedisCommands<String, String> redis =
            SERVER.bean(RedisConnections.class).shared().sync();
    private final TestCampaign campaign = TestCampaign.on(SERVER);

    private static TestServer started() {
        return TestServer.start(SharedServers.fresh(), "api", "chimera.broker.hints-per-tenant=" + BOUND);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void beginEmpty() {
        redis.flushdb();
    }

    /** So that the sweeper hints nothing of it while another test counts. */
    @AfterEach
    void pauseTheCampaign() {
        campaign.become("PAUSED");
    }

    private static Hint hint(TenantId tenant) {
        VersionId version = new VersionId(UUID.randomUUID());
        return new Hint(
                tenant, version, java.util.Map.of("tenant_id", tenant.toString(), "version_id", version.toString()));
    }

    private static List<Hint> hints(TenantId tenant, int number) {
        return Stream.generate(() -> hint(tenant)).limit(number).toList();
    }

    private List<Entry> read(int most) throws Entry.MalformedException {
        streams.ensureGroup(STREAM);
        List<StreamMessage<String, String>> messages =
                Streams.read(SERVER.bean(RedisConnections.class).shared(), STREAM, "test", most, Duration.ofMillis(1));
        java.util.ArrayList<Entry> entries = new java.util.ArrayList<>();
        for (StreamMessage<String, String> message : messages) {
            entries.add(new Entry(
                    STREAM,
                    message.getId(),
                    new TenantId(UUID.fromString(message.getBody().get("tenant_id"))),
                    new VersionId(UUID.fromString(message.getBody().get("version_id"))),
                    message.getBody(),
                    null));
        }
        return entries;
    }

    @Test
    void addsAVersionOnceWhileItWaits() throws Exception {
        List<Hint> same = hints(campaign.tenant(), 3);
        streams.hint(STREAM, same);
        assertThat(streams.hint(STREAM, same)).isZero();
        assertThat(redis.xlen(STREAM.key())).isEqualTo(3);
        streams.acknowledge(read(10));
        streams.hint(STREAM, same);
        assertThat(redis.xlen(STREAM.key())).isEqualTo(3);
    }

    @Test
    void boundsWhatWaitsOfOneTenantAndNotOfAnother() {
        TenantId other = new TenantId(UUID.randomUUID());
        assertThat(streams.hint(STREAM, hints(campaign.tenant(), BOUND + 5))).isEqualTo(5);
        assertThat(streams.hint(STREAM, hints(other, 1))).isZero();
        assertThat(redis.xlen(STREAM.key())).isEqualTo(BOUND + 1);
    }

    @Test
    void hasRoomAgainAfterAnAcknowledgement() throws Exception {
        streams.hint(STREAM, hints(campaign.tenant(), BOUND + 5));
        streams.acknowledge(read(BOUND - 1));
        assertThat(streams.hint(STREAM, hints(campaign.tenant(), BOUND + 5))).isEqualTo(6);
        assertThat(redis.xlen(STREAM.key())).isEqualTo(BOUND);
    }

    @Test
    void removesWhatItAcknowledges() throws Exception {
        streams.hint(STREAM, hints(campaign.tenant(), 4));
        streams.acknowledge(read(3));
        assertThat(redis.xlen(STREAM.key())).isEqualTo(1);
        assertThat(redis.xpending(STREAM.key(), STREAM.group()).getCount()).isZero();
    }

    @Test
    void hintsAnewWhatWaitedInAStreamThatWasDeleted() {
        List<Hint> same = hints(campaign.tenant(), 3);
        streams.hint(STREAM, same);
        redis.del(STREAM.key());
        streams.ensureGroup(STREAM);
        streams.hint(STREAM, same);
        assertThat(redis.xlen(STREAM.key())).isEqualTo(3);
    }

    @Test
    void hintsMoreThanOneCallHolds() {
        redis.del(STREAM.key());
        List<Hint> many = Stream.generate(() -> hint(new TenantId(UUID.randomUUID())))
                .limit(700)
                .toList();
        assertThat(streams.hint(STREAM, many)).isZero();
        assertThat(redis.xlen(STREAM.key())).isEqualTo(700);
    }

    @Test
    void carriesTheDocumentAndWhatTheSwarmNeedsBesideIt() {
        Task task = campaign.planOne(TaskType.TRANSACTION);
        SERVER.bean(TaskHints.class).hint(List.of(task));
        assertThat(redis.xrange(STREAM.key(), io.lettuce.core.Range.unbounded())
                        .getFirst()
                        .getBody())
                .containsEntry("tenant_id", task.tenant().toString())
                .containsEntry("version_id", task.version().toString())
                .containsEntry("attempt", "0")
                .hasEntrySatisfying(
                        "task",
                        document -> assertThat(document).contains(task.id().toString()));
    }
}
