package dev.chimera.bench.load;

import dev.chimera.broker.TaskHints;
import dev.chimera.task.TaskStore;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench waiting}: tasks whose handler waits for a model, all in flight at once. */
@Command(
        name = "waiting",
        mixinStandardHelpOptions = true,
        description = "Runs tasks whose handler waits, all in flight at once, and says how long that took.")
public final class WaitingCommand implements Callable<Integer> {

    @Option(names = "--tasks", defaultValue = "1000", description = "how many tasks; default ${DEFAULT-VALUE}")
    private int count;

    @Option(names = "--seconds", defaultValue = "2", description = "how long a handler waits; default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    record Result(int tasks, int maxInFlight, double wallS, long peakRssMb) {}

    @Override
    public Integer call() throws Exception {
        System.err.println("starting PostgreSQL (fsync on), Redis and the server ...");
        try (BenchServer server = BenchServer.start(
                Mindless.class,
                "--chimera.bench.latency=" + Math.round(seconds * 1000) + "ms",
                "--chimera.worker.slots=" + Math.max(2_000, count),
                "--chimera.broker.hints-per-tenant=" + Math.max(2_000, count))) {
            Workload workload = Workload.create(server.bean(JdbcClient.class), "waiting");
            CountDownLatch done = new CountDownLatch(count);
            server.bean(Mindless.Finishes.class).listen(ended -> ended.tasks().forEach(task -> done.countDown()));
            long start = System.nanoTime();
            Workload.plan(server.bean(TaskStore.class), server.bean(TaskHints.class), workload.tasks(count));
            if (!done.await(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException(done.getCount() + " tasks were not judged within 5 minutes");
            }
            double wall = Math.round((System.nanoTime() - start) / 1e7) / 100.0;
            print(new Result(
                    count, server.bean(Mindless.WaitingHandler.class).mostInFlight(), wall, PeakMemory.megabytes()));
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
        System.out.printf(
                Locale.ROOT,
                "%,d tasks of %.1f s: %,d in flight at once, done in %.2f s, peak rss %,d MB%n",
                result.tasks(),
                seconds,
                result.maxInFlight(),
                result.wallS(),
                result.peakRssMb());
    }
}
