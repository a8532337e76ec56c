package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.chimera.embedded.SharedServers;
import dev.chimera.embedded.TestDose;
import dev.chimera.task.NewTask;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty campaigns at once, each with a large feed that comes slowly, so that all of them would be in memory at once. The gate
 * has {@code ResearchMemoryTests} instead, since this takes a process of its own.
 */
@Tag(TestDose.TAG)
@EnabledIfSystemProperty(
        named = "chimera.soak",
        matches = "true",
        disabledReason = "half a minute of a full processor; ./chimera test --soak runs it")
class FiftyFeedsTests {

    private static final int CAMPAIGNS = 50;
    private static final int FEED = 4_500_000;
    private static final int LAST_PART = 100;
    private static final byte[] BODY = ("<rss version=\"2.0\"><channel><title>Harbour</title>"
                    + "<item><title>Gauge</title><link>https://example.com/1</link>"
                    + "<description>The harbour gauge was read at noon — nobody was surprised.</description></item><!--"
                    + " ".repeat(FEED) + "--></channel></rss>")
            .getBytes(StandardCharsets.UTF_8);

    /** Sends all but the end, and that when everybody else has come so far, or after a moment. */
    private static HttpServer slowWeb() throws IOException {
        CountDownLatch everybody = new CountDownLatch(CAMPAIGNS);
        HttpServer web = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), CAMPAIGNS);
        web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        web.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/rss+xml");
            exchange.sendResponseHeaders(200, BODY.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(BODY, 0, BODY.length - LAST_PART);
                out.flush();
                everybody.countDown();
                everybody.await(300, TimeUnit.MILLISECONDS);
                out.write(BODY, BODY.length - LAST_PART, LAST_PART);
            } catch (IOException e) {
                // Whoever has no room for the rest of it hangs up.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        web.start();
        return web;
    }

    /** A reader makes only so many connections to one host, so each feed has its own. */
    private static void plan(TestServer server, int port) {
        for (int i = 1; i <= CAMPAIGNS; i++) {
            TestCampaign campaign = TestCampaign.on(server);
            server.jdbc()
                    .sql(
                            "INSERT INTO campaign_sources (tenant_id, campaign_id, position, location) VALUES (?, ?, 0, ?)")
                    .params(campaign.tenant().value(), campaign.id().value(), "http://127.0.0." + i + ":" + port + "/")
                    .update();
            NewTask task = campaign.newTask(TaskType.RESEARCH);
            task.payload().put("goal", "Tell people about the harbour gauge");
            server.bean(TaskStore.class).plan(List.of(task), "test");
        }
    }

    private static Process worker(SharedServers.Fresh servers, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx320m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallWorker.class.getName(),
                        servers.jdbcUrl(),
                        servers.redisUrl())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    @Test
    void areReadByAProcessOf320Megabytes(@TempDir Path folder) throws Exception {
        SharedServers.Fresh servers = SharedServers.fresh();
        Path log = folder.resolve("worker.log");
        HttpServer web = slowWeb();
        try (TestServer server = TestServer.start(servers, "api")) {
            plan(server, web.getAddress().getPort());
            Process worker = worker(servers, log);
            try {
                Awaitility.await("every feed is read")
                        .atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> !worker.isAlive() || ended(server) == CAMPAIGNS);
                assertThat(worker.isAlive())
                        .as(() -> "the process lives: " + lastWords(log))
                        .isTrue();
                assertThat(server.jdbc()
                                .sql("SELECT DISTINCT status || coalesce(' ' || error_message, '') FROM tasks")
                                .query(String.class)
                                .list())
                        .containsExactly("REVIEW");
            } finally {
                worker.destroyForcibly().waitFor();
            }
        } finally {
            web.stop(0);
        }
    }

    private static long ended(TestServer server) {
        return server.jdbc()
                .sql("SELECT count(*) FROM tasks WHERE status IN ('REVIEW', 'COMPLETED', 'FAILED')")
                .query(Long.class)
                .single();
    }

    private static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
