package dev.chimera.bench.load;

import dev.chimera.broker.Entry;
import dev.chimera.broker.Hint;
import dev.chimera.broker.StreamName;
import dev.chimera.broker.Streams;
import dev.chimera.campaign.VersionId;
import dev.chimera.judge.FloorBriefSql;
import dev.chimera.task.BatchStatement;
import dev.chimera.task.FloorSql;
import dev.chimera.task.NewTask;
import dev.chimera.task.TaskType;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The same statements and stream commands as the pipeline, in the same four stages side by side and in the same batches,
 * with nothing between them: rows are not mapped beyond what the next statement needs, documents are neither parsed nor
 * validated, nothing is handled or judged.
 */
final class Floor {

    private static final int BATCH = 256;
    private static final int PLAN_BATCH = 500;
    private static final int SUBMIT_BATCH = 512;
    /** How far the plan may run ahead of the verdicts, below the bound on hints of one tenant. */
    static final int AHEAD = 1_400;

    private final JdbcTemplate jdbc;
    private final Streams streams;
    private final String redisUrl;
    private final Workload workload;
    private final UUID worker;
    private final AtomicInteger judged = new AtomicInteger();
    private final BlockingQueue<Row> handled = new LinkedBlockingQueue<>();

    Floor(JdbcTemplate jdbc, Streams streams, String redisUrl, Workload workload, UUID worker) {
        this.jdbc = jdbc;
        this.streams = streams;
        this.redisUrl = redisUrl;
        this.workload = workload;
        this.worker = worker;
    }

    private record Row(UUID tenant, UUID id, UUID version) {}

    /** Takes {@code count} tasks through all stages; gives back tasks per second. */
    double run(int count) throws InterruptedException, ExecutionException {
        StreamName work = new StreamName("chimera:floor:tasks", "worker");
        StreamName reviews = new StreamName("chimera:floor:reviews", "judge");
        try (RedisClient client = RedisClient.create(redisUrl);
                ExecutorService stages = Executors.newFixedThreadPool(4)) {
            judged.set(0);
            long start = System.nanoTime();
            List<Future<?>> running = List.of(
                    stages.submit(() -> planAll(work, count)),
                    stages.submit(() -> claimAll(client, work, count)),
                    stages.submit(() -> submitAll(reviews, count)),
                    stages.submit(() -> judgeAll(client, reviews, count)));
            for (Future<?> stage : running) {
                stage.get();
            }
            return count / ((System.nanoTime() - start) / 1e9);
        }
    }

    private void planAll(StreamName work, int count) {
        for (int done = 0; done < count; done += PLAN_BATCH) {
            while (done - judged.get() > AHEAD) {
                LockSupport.parkNanos(1_000_000);
            }
            List<NewTask> tasks = workload.tasks(Math.min(PLAN_BATCH, count - done));
            List<UUID> versions = tasks.stream().map(task -> UUID.randomUUID()).toList();
            List<Integer> places =
                    java.util.stream.IntStream.range(0, tasks.size()).boxed().toList();
            jdbc.query(
                    BatchStatement.of(FloorSql.PLAN, places)
                            .uuids(i -> workload.tenant().value())
                            .uuids(i -> tasks.get(i).id().value())
                            .uuids(i -> workload.campaign().value())
                            .uuids(i -> workload.agent().value())
                            .texts(i -> TaskType.RESEARCH.name())
                            .texts(i -> "{\"goal\":\"Measure\"}")
                            .texts(i -> "{\"voice_ref\":\"SOUL.md\"}")
                            .texts(i -> null)
                            .integers(i -> 0)
                            .uuids(i -> null)
                            .booleans(i -> false)
                            .uuids(versions::get)
                            .value("planner"),
                    row -> {});
            hintAll(work, tasks.size(), i -> hint(tasks.get(i).id().value(), versions.get(i)));
        }
    }

    private interface HintOf {
        Hint at(int index);
    }

    private void hintAll(StreamName stream, int count, HintOf hints) {
        List<Hint> added = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            added.add(hints.at(i));
        }
        if (streams.hint(stream, added) > 0) {
            throw new IllegalStateException("the floor ran further ahead than there is room for hints");
        }
    }

    private Hint hint(UUID task, UUID version) {
        String document = "{\"task_id\":\"" + task + "\",\"parent_goal_id\":\"" + workload.campaign()
                + "\",\"type\":\"RESEARCH\",\"payload\":{\"goal\":\"Measure\"},\"constraints\":{\"voice_ref\":\"SOUL.md\"},"
                + "\"status\":\"PENDING\"}";
        return new Hint(
                workload.tenant(),
                new VersionId(version),
                Map.of(
                        "tenant_id", workload.tenant().toString(),
                        "version_id", version.toString(),
                        "attempt", "0",
                        "task_id", task.toString(),
                        "task", document));
    }

    private void claimAll(RedisClient client, StreamName work, int count) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            group(connection, work);
            for (int done = 0; done < count; ) {
                List<Entry> entries = read(connection, work);
                if (entries.isEmpty()) {
                    continue;
                }
                List<Row> claimed = jdbc.query(
                        rows(BatchStatement.of(FloorSql.CLAIM, entries)).value(worker), Floor::row);
                streams.acknowledge(entries);
                handled.addAll(claimed);
                done += claimed.size();
            }
        }
    }

    /** As the pipeline hands in: what has gathered while the last batch was committed. */
    private @org.jspecify.annotations.Nullable Void submitAll(StreamName reviews, int count)
            throws InterruptedException {
        for (int done = 0; done < count; ) {
            List<Row> claimed = new ArrayList<>(List.of(handled.take()));
            handled.drainTo(claimed, SUBMIT_BATCH - 1);
            List<Row> submitted = move(claimed, "IN_PROGRESS", "REVIEW", "TaskSubmitted", "worker", "{}", null);
            hintAll(
                    reviews,
                    submitted.size(),
                    i -> hint(submitted.get(i).id(), submitted.get(i).version()));
            done += submitted.size();
        }
        return null;
    }

    private void judgeAll(RedisClient client, StreamName reviews, int count) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            group(connection, reviews);
            for (int done = 0; done < count; ) {
                List<Entry> entries = read(connection, reviews);
                if (entries.isEmpty()) {
                    continue;
                }
                List<Row> found = jdbc.query(rows(BatchStatement.of(FloorSql.AT_VERSION, entries)), Floor::row);
                UUID[] version = new UUID[1];
                jdbc.query(
                        BatchStatement.of(FloorBriefSql.BRIEFS, List.of(workload))
                                .uuids(key -> key.tenant().value())
                                .uuids(key -> key.campaign().value()),
                        row -> {
                            version[0] = row.getObject("version_id", UUID.class);
                        });
                done += move(found, "REVIEW", "COMPLETED", "TaskApproved", "judge", null, version[0])
                        .size();
                judged.set(done);
                streams.acknowledge(entries);
            }
        }
    }

    private List<Row> move(
            List<Row> tasks,
            String from,
            String to,
            String event,
            String actor,
            @org.jspecify.annotations.Nullable String result,
            @org.jspecify.annotations.Nullable UUID campaignVersion) {
        String evidence = "{\"score\":1.0,\"parts\":{\"measured\":{\"value\":1.0,\"why\":\"nothing to judge\"}}}";
        return jdbc.query(
                BatchStatement.of(FloorSql.MOVE, tasks)
                        .uuids(Row::tenant)
                        .uuids(Row::id)
                        .uuids(Row::version)
                        .texts(row -> from)
                        .texts(row -> to)
                        .texts(row -> event)
                        .texts(row -> actor)
                        .uuids(row -> campaignVersion)
                        .texts(row -> result)
                        .doubles(row -> 1.0)
                        .texts(row -> null)
                        .texts(row -> null)
                        .texts(row -> null)
                        .doubles(row -> 0.0)
                        .booleans(row -> false)
                        .texts(row -> campaignVersion == null ? null : evidence),
                Floor::row);
    }

    private static BatchStatement<Entry> rows(BatchStatement<Entry> statement) {
        return statement
                .uuids(entry -> entry.tenant().value())
                .uuids(entry -> UUID.fromString(String.valueOf(entry.fields().get("task_id"))))
                .uuids(entry -> entry.version().value());
    }

    private static Row row(java.sql.ResultSet row, int number) throws java.sql.SQLException {
        return new Row(
                row.getObject("tenant_id", UUID.class),
                row.getObject("id", UUID.class),
                row.getObject("version_id", UUID.class));
    }

    private static void group(StatefulRedisConnection<String, String> connection, StreamName stream) {
        try {
            connection
                    .sync()
                    .xgroupCreate(
                            XReadArgs.StreamOffset.from(stream.key(), "0"),
                            stream.group(),
                            XGroupCreateArgs.Builder.mkstream());
        } catch (RedisBusyException e) {
            // A second run finds the group of the first: just what was wanted.
        }
    }

    @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array
    private List<Entry> read(StatefulRedisConnection<String, String> connection, StreamName stream) {
        List<StreamMessage<String, String>> messages = connection
                .sync()
                .xreadgroup(
                        Consumer.from(stream.group(), "floor"),
                        XReadArgs.Builder.count(BATCH).block(Duration.ofSeconds(1)),
                        XReadArgs.StreamOffset.lastConsumed(stream.key()));
        return messages.stream()
                .map(message -> new Entry(
                        stream,
                        message.getId(),
                        workload.tenant(),
                        VersionId.parse(String.valueOf(message.getBody().get("version_id"))),
                        message.getBody(),
                        null))
                .toList();
    }
}
