package dev.chimera.bench.load;

import dev.chimera.tenant.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench doors}: how long the first byte of what is asked again and again takes, with much done before. */
@Command(
        name = "doors",
        mixinStandardHelpOptions = true,
        description = "Measures the first byte of /v1/report and /v1/status, on empty tables and on full ones.")
public final class DoorsCommand implements Callable<Integer> {

    private static final int ASKED = 300;
    private static final int WARM_UP = 200;
    private static final int OK = 200;

    @Option(names = "--tasks", defaultValue = "1000000", description = "how many old tasks; default ${DEFAULT-VALUE}")
    private int tasks;

    @Option(names = "--posts", defaultValue = "200000", description = "how many old posts; default ${DEFAULT-VALUE}")
    private int posts;

    @Option(names = "--json", description = "print one JSON document on standard output")
    private boolean json;

    record Doors(Latencies report, Latencies status) {}

    record Result(int tasks, int posts, Doors empty, Doors full) {}

    @Override
    public Integer call() throws Exception {
        System.err.println("starting PostgreSQL (fsync on), Redis and the server ...");
        try (BenchServer server = BenchServer.start(Mindless.class, "--chimera.roles=api");
                HttpClient http = HttpClient.newHttpClient()) {
            JdbcClient jdbc = server.bean(JdbcClient.class);
            Workload workload = Workload.create(jdbc, "doors");
            Environment environment = server.bean(Environment.class);
            OldWork old = new OldWork(
                    JdbcClient.create(
                            new DriverManagerDataSource(environment.getRequiredProperty("chimera.postgres.url"))),
                    workload);
            old.campaignInView();
            String address = "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port");
            Asking asking = new Asking(
                    http, address, token(jdbc, workload), workload.campaign().value());
            Doors empty = asking.doors();
            System.err.printf(Locale.ROOT, "writing %,d tasks and %,d posts ...%n", tasks, posts);
            old.write(tasks, posts);
            Doors full = asking.doors();
            print(new Result(tasks, posts, empty, full));
        }
        return 0;
    }

    private static ApiKey token(JdbcClient jdbc, Workload workload) {
        ApiKey token = ApiKey.fresh();
        jdbc.sql("UPDATE users SET token_hash = ? WHERE tenant_id = ?")
                .params(token.hash(), workload.tenant().value())
                .update();
        return token;
    }

    /** Somebody who watches one campaign. */
    private record Asking(HttpClient http, String address, ApiKey token, UUID campaign) {

        Doors doors() throws IOException, InterruptedException {
            return new Doors(latencies("/v1/report?campaign=" + campaign), latencies("/v1/status"));
        }

        private Latencies latencies(String path) throws IOException, InterruptedException {
            for (int i = 0; i < WARM_UP; i++) {
                firstByte(path);
            }
            long[] nanos = new long[ASKED];
            for (int i = 0; i < ASKED; i++) {
                nanos[i] = firstByte(path);
            }
            return Latencies.of(nanos);
        }

        private long firstByte(String path) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .header("Authorization", "Bearer " + token.reveal())
                    .build();
            long start = System.nanoTime();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (body.read() < 0 || answer.statusCode() != OK) {
                    throw new IllegalStateException(path + " answered " + answer.statusCode());
                }
                long taken = System.nanoTime() - start;
                body.readAllBytes();
                return taken;
            }
        }
    }

    private void print(Result result) {
        if (json) {
            System.out.println(JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build()
                    .writeValueAsString(result));
            return;
        }
        print("empty tables", result.empty());
        print(String.format(Locale.ROOT, "%,d tasks, %,d posts", result.tasks(), result.posts()), result.full());
    }

    private static void print(String where, Doors doors) {
        System.out.printf(
                Locale.ROOT,
                "%s: report p50 %.1f ms, p99 %.1f ms; status p50 %.1f ms, p99 %.1f ms%n",
                where,
                doors.report().p50Ms(),
                doors.report().p99Ms(),
                doors.status().p50Ms(),
                doors.status().p99Ms());
    }
}
