package dev.chimera.bench.load;

import dev.chimera.broker.ProcessLease;
import dev.chimera.broker.Streams;
import dev.chimera.broker.TaskHints;
import dev.chimera.task.NewTask;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskStatus;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TasksEnded;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench pipeline}: tasks planned, worked on and judged per second, next to the floor of the same statements. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = "Plans tasks and counts those that are judged COMPLETED per second, next to the floor.")
public final class PipelineCommand implements Callable<Integer> {

    private static final int CHUNK = 500;
    /** There is one tenant here, and nobody whom it could be unfair to. */
    private static final int HINTS = 2_000;

    private static final int LONELY_TASKS = 300;
    private static final int HALF_LOAD_SECONDS = 5;

    @Option(names = "--tasks", defaultValue = "60000", description = "how many tasks; default ${DEFAULT-VALUE}")
    private int count;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    record Result(
            int tasks,
            long tasksPerS,
            long floorTasksPerS,
            double ratio,
            Latencies halfLoad,
            Latencies lonely,
            long peakRssMb) {}

    @Override
    public Integer call() throws Exception {
        PrintStream progress = System.err;
        progress.println("starting PostgreSQL (fsync on), Redis and the server ...");
        try (BenchServer server = BenchServer.start(Mindless.class, "--chimera.broker.hints-per-tenant=" + HINTS)) {
            Run run = new Run(server);
            progress.println("warming up ...");
            run.pipeline(Math.max(5_000, count / 4));
            run.floor(Math.max(5_000, count / 4));
            // Turn by turn, so that a machine whose speed drifts slows both down.
            double pipeline = 0;
            double floor = 0;
            int turns = 3;
            for (int turn = 1; turn <= turns; turn++) {
                double fast = run.pipeline(count / turns);
                double bare = run.floor(count / turns);
                progress.printf(
                        Locale.ROOT, "turn %d: pipeline %,.0f tasks/s, floor %,.0f tasks/s%n", turn, fast, bare);
                pipeline += fast / turns;
                floor += bare / turns;
            }
            progress.println("half load ...");
            Latencies half = run.paced(pipeline / 2);
            progress.println("lonely tasks ...");
            Latencies lonely = run.lonely();
            print(new Result(
                    count,
                    Math.round(pipeline),
                    Math.round(floor),
                    Math.round(100 * pipeline / floor) / 100.0,
                    half,
                    lonely,
                    PeakMemory.megabytes()));
        }
        return 0;
    }

    private void print(Result result) {
        if (json) {
            System.out.println(JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build()
                    .writeValueAsString(result));
            return;
        }
        System.out.printf(Locale.ROOT, "pipeline   %,d tasks/s%n", result.tasksPerS());
        System.out.printf(
                Locale.ROOT, "floor      %,d tasks/s (the same statements, no logic)%n", result.floorTasksPerS());
        System.out.printf(Locale.ROOT, "ratio      %.2f%n", result.ratio());
        System.out.printf(
                Locale.ROOT,
                "half load  p50 %.1f ms, p99 %.1f ms%n",
                result.halfLoad().p50Ms(),
                result.halfLoad().p99Ms());
        System.out.printf(
                Locale.ROOT,
                "lonely     p50 %.1f ms, p99 %.1f ms%n",
                result.lonely().p50Ms(),
                result.lonely().p99Ms());
        System.out.printf(Locale.ROOT, "peak rss   %,d MB (server and benchmark in one process)%n", result.peakRssMb());
    }

    /** The measurements, over one running server. */
    private static final class Run {

        private final TaskStore store;
        private final TaskHints hints;
        private final Mindless.Finishes finishes;
        private final Workload workload;
        private final Floor floor;

        Run(BenchServer server) {
            JdbcClient jdbc = server.bean(JdbcClient.class);
            this.store = server.bean(TaskStore.class);
            this.hints = server.bean(TaskHints.class);
            this.finishes = server.bean(Mindless.Finishes.class);
            this.workload = Workload.create(jdbc, "pipeline");
            this.floor = new Floor(
                    server.bean(JdbcTemplate.class),
                    server.bean(Streams.class),
                    server.redisUrl(),
                    Workload.create(jdbc, "floor"),
                    server.bean(ProcessLease.class).current());
        }

        double floor(int tasks) throws Exception {
            return floor.run(tasks);
        }

        /** Plans as fast as there is room for hints, and waits for the last verdict. */
        double pipeline(int tasks) throws InterruptedException {
            AtomicInteger left = new AtomicInteger(tasks);
            CountDownLatch done = new CountDownLatch(1);
            finishes.listen(ended -> {
                if (left.addAndGet(-completed(ended)) <= 0) {
                    done.countDown();
                }
            });
            long start = System.nanoTime();
            int planned = 0;
            while (planned < tasks) {
                int chunk = Math.min(CHUNK, tasks - planned);
                Workload.plan(store, hints, workload.tasks(chunk));
                planned += chunk;
                // The bound on hints is the bound on how far the plan runs ahead of the work.
                while (planned - (tasks - left.get()) > Floor.AHEAD) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            if (!done.await(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException(left.get() + " tasks were not judged within 5 minutes");
            }
            return tasks / ((System.nanoTime() - start) / 1e9);
        }

        private static int completed(TasksEnded ended) {
            return (int) ended.tasks().stream()
                    .filter(task -> task.status() == TaskStatus.COMPLETED)
                    .count();
        }

        /** A steady stream at this rate; latency from before the plan to the verdict's commit. */
        Latencies paced(double perSecond) throws InterruptedException {
            int perTick = Math.max(1, (int) (perSecond / 100));
            int ticks = 100 * HALF_LOAD_SECONDS;
            Stopwatch stopwatch = new Stopwatch(perTick * ticks);
            finishes.listen(stopwatch::ended);
            long next = System.nanoTime();
            for (int tick = 0; tick < ticks; tick++) {
                List<NewTask> tasks = workload.tasks(perTick);
                stopwatch.started(tasks, next);
                Workload.plan(store, hints, tasks);
                next += 10_000_000;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            return stopwatch.await();
        }

        Latencies lonely() throws InterruptedException {
            long[] nanos = new long[LONELY_TASKS];
            for (int i = 0; i < LONELY_TASKS; i++) {
                Stopwatch stopwatch = new Stopwatch(1);
                finishes.listen(stopwatch::ended);
                List<NewTask> task = workload.tasks(1);
                stopwatch.started(task, System.nanoTime());
                Workload.plan(store, hints, task);
                stopwatch.await();
                nanos[i] = stopwatch.nanos[0];
            }
            return Latencies.of(nanos);
        }
    }

    private static final class Stopwatch {

        private final Map<TaskId, Long> starts = new ConcurrentHashMap<>();
        private final long[] nanos;
        private final AtomicInteger ended = new AtomicInteger();
        private final CountDownLatch all;

        Stopwatch(int tasks) {
            nanos = new long[tasks];
            all = new CountDownLatch(tasks);
        }

        void started(List<NewTask> tasks, long at) {
            tasks.forEach(task -> starts.put(task.id(), at));
        }

        void ended(TasksEnded event) {
            long now = System.nanoTime();
            event.tasks().forEach(task -> {
                Long start = starts.remove(task.id());
                if (start != null) {
                    nanos[ended.getAndIncrement()] = now - start;
                    all.countDown();
                }
            });
        }

        Latencies await() throws InterruptedException {
            if (!all.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(all.getCount() + " tasks were not judged within 2 minutes");
            }
            return Latencies.of(nanos);
        }
    }
}
