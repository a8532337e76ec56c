package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.task.NewTask;
import dev.chimera.task.TaskStore;
import dev.chimera.task.TaskType;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiftyFeedsTests {

    private static final int CAMPAIGNS = 50;
    private static final int FEED = 1_024 * 1_024;

    private static String feed() {
        String article =
                "<p>The <b>harbour</b> gauge was read at noon, and <i>nobody</i> was surprised by it.</p> ".repeat(600);
        String entries = IntStream.range(0, FEED / article.length())
                .mapToObj(i -> "<item><title>News " + i + "</title><link>https://example.com/" + i
                        + "</link><description><![CDATA[Number " + i + ". " + article + "]]></description></item>")
                .collect(Collectors.joining());
        return "<rss version=\"2.0\"><channel><title>Harbour</title>" + entries + "</channel></rss>";
    }

    @Test
    void areReadByAProcessOf320Megabytes(@TempDir Path folder) throws Exception {
        SharedServers.Fresh servers = SharedServers.fresh();
        Path log = folder.resolve("worker.log");
        try (TestServer server = TestServer.start(servers, "api")) {
            String feed = feed();
            assertThat(feed.length()).isGreaterThan(FEED * 9 / 10);
            List<TestCampaign> campaigns = new ArrayList<>();
            for (int i = 0; i < CAMPAIGNS; i++) {
                TestCampaign campaign = TestCampaign.on(server);
                server.jdbc()
                        .sql("INSERT INTO campaign_sources (tenant_id, campaign_id, position, location, content)"
                                + " VALUES (?, ?, 0, 'news.xml', ?)")
                        .params(campaign.tenant().value(), campaign.id().value(), feed)
                        .update();
                NewTask task = campaign.newTask(TaskType.RESEARCH);
                task.payload().put("goal", "Tell people about the harbour gauge");
                server.bean(TaskStore.class).plan(List.of(task), "test");
                campaigns.add(campaign);
            }
            Process worker = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
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
            try {
                Awaitility.await("every feed is read")
                        .atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> !worker.isAlive() || ended(server) == CAMPAIGNS);
                assertThat(worker.isAlive())
                        .as(() -> "the process lives: " + lastWords(log))
                        .isTrue();
                assertThat(server.jdbc()
                                .sql("SELECT DISTINCT status FROM tasks")
                                .query(String.class)
                                .list())
                        .containsExactly("REVIEW");
            } finally {
                worker.destroyForcibly().waitFor();
            }
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
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
