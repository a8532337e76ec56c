package dev.chimera.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import dev.chimera.persona.AgentId;
import dev.chimera.persona.SoulParser;
import dev.chimera.task.Task;
import dev.chimera.task.TaskType;
import dev.chimera.tenant.TenantId;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.worker.source.SourceReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.node.ObjectNode;

class ResearchMemoryTests {

    private static final int MEGABYTE = 1_024 * 1_024;
    private static final long OF_EACH = 4 * MEGABYTE;
    /** Of heap: two campaigns with a source of 4 MB, and no third. */
    private static final DataSize FOR_TWO =
            DataSize.ofBytes(2 * (ResearchMemory.HEAP_PER_SOURCE + OF_EACH * ResearchMemory.HEAP_PER_BYTE));

    private static final TestServer SERVER = TestServer.shared();

    private final TestCampaign campaign = TestCampaign.on(SERVER);
    private final Task task = campaign.planOne(TaskType.RESEARCH);

    private static ResearchMemory memory(long bytesOfEach, Duration patience, int waiting) {
        return new ResearchMemory(
                (tenant, campaign, perAddress) -> new SourceWeights.Weight(1, bytesOfEach),
                new ResearchProperties(FOR_TWO, patience, waiting, Duration.ofSeconds(5)));
    }

    @Test
    void letsInAsManyAsThereIsMemoryForAndTheNextWhenOneLeaves() throws Exception {
        ResearchMemory memory = memory(OF_EACH, Duration.ofMinutes(1), 10);
        ResearchMemory.Share first = memory.enter(task, 0).orElseThrow();
        ResearchMemory.Share second = memory.enter(task, 0).orElseThrow();
        CompletableFuture<Optional<ResearchMemory.Share>> third = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                third.complete(memory.enter(task, 0));
            } catch (InterruptedException e) {
                third.completeExceptionally(e);
            }
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            assertThat(third).isNotDone();
            Thread.onSpinWait();
        }
        first.close();
        assertThat(third.get(1, TimeUnit.MINUTES)).isPresent();
        second.close();
    }

    @Test
    void sendsBackWhoWouldWaitTooLongAndWhoComesWhenEnoughWait() throws Exception {
        ResearchMemory memory = memory(2 * OF_EACH, Duration.ofMillis(1), 1);
        try (ResearchMemory.Share _ = memory.enter(task, 0).orElseThrow()) {
            assertThat(memory.enter(task, 0)).isEmpty();
        }
        assertThat(memory.enter(task, 0)).isPresent();
        assertThat(memory.later().delay()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Test
    void givesAllOfItToOneThatNeedsMoreThanThereIsAndNoMoreRoomThanThat() throws Exception {
        ResearchMemory memory = memory(1_000 * MEGABYTE, Duration.ofMillis(1), 1);
        try (ResearchMemory.Share share = memory.enter(task, 0).orElseThrow()) {
            assertThat(memory.enter(task, 0)).isEmpty();
            assertThat(share.room().left()).isBetween(2 * OF_EACH, 2 * OF_EACH + MEGABYTE);
        }
        assertThat(memory.enter(task, 0)).isPresent();
    }

    @Test
    void weighsWhatWasHandedInAndWhatAnAddressMayHave() {
        SERVER.jdbc()
                .sql("""
                        INSERT INTO campaign_sources (tenant_id, campaign_id, position, location, content, failure)
                        VALUES (:tenant, :campaign, 0, 'a.txt', 'fünf', NULL), (:tenant, :campaign, 1, 'b.txt', NULL, 'X: y'),
                               (:tenant, :campaign, 2, 'https://example.com/', NULL, NULL)
                        """)
                .param("tenant", campaign.tenant().value())
                .param("campaign", campaign.id().value())
                .update();
        assertThat(SERVER.bean(SourceWeights.class).of(campaign.tenant(), campaign.id(), SourceReader.MOST_BYTES))
                .isEqualTo(new SourceWeights.Weight(3, 5 + SourceReader.MOST_BYTES));
    }

    @Test
    void readsAnAddressAgainWithMoreRoomWhenItHasMoreThanWasExpected() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        byte[] feed = ("<rss version=\"2.0\"><channel><title>Harbour</title><item><title>Gauge</title><description>"
                        + "The gauge was read at noon. </description></item>" + " ".repeat(2 * MEGABYTE)
                        + "</channel></rss>")
                .getBytes(StandardCharsets.UTF_8);
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/rss+xml");
            exchange.sendResponseHeaders(200, feed.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(feed);
            } catch (IOException e) {
                // Whoever has no room for the rest of it hangs up.
            }
        });
        web.start();
        try {
            Source address =
                    new Source(0, "http://127.0.0.1:" + web.getAddress().getPort() + "/feed.xml", null, null);
            assertThat(handler(address, DataSize.ofMegabytes(256)).handle(context()))
                    .isInstanceOf(Outcome.Done.class);
            assertThat(asked).hasValue(2);

            assertThat(handler(address, DataSize.ofMegabytes(64)).handle(context()))
                    .isInstanceOfSatisfying(
                            Outcome.Fail.class,
                            failed -> assertThat(failed.failure().message())
                                    .contains("SOURCES_TOO_LARGE", "chimera.research.memory"));
        } finally {
            web.stop(0);
        }
    }

    private TaskContext context() {
        ObjectNode payload =
                TestCampaign.payload().put("goal", "Tell of the gauge").put("wanted", 1);
        return new TaskContext(
                campaign.plan(campaign.newTask(TaskType.RESEARCH, payload)).getFirst(), List.of());
    }

    /** Sixty sources take a heap of 64 MB for their items alone, so nothing is left for bytes. */
    private static ResearchHandler handler(Source address, DataSize heap) {
        int sources = heap.toMegabytes() > 100 ? 1 : 60;
        return new ResearchHandler(
                new ResearchMemory(
                        (tenant, campaign, perAddress) -> new SourceWeights.Weight(sources, perAddress),
                        new ResearchProperties(heap, Duration.ofMinutes(1), 1, Duration.ofSeconds(5))),
                (tenant, campaign) -> List.of(address),
                (tenant, campaign) -> SoulParser.parse("---\nname: Maya\n---\n# Maya\nShe tells of the harbour.\n"),
                new PostHistory() {
                    @Override
                    public List<String> recentTexts(TenantId tenant, AgentId agent, int most) {
                        return List.of();
                    }

                    @Override
                    public Set<String> usedUrls(TenantId tenant, AgentId agent) {
                        return Set.of();
                    }
                },
                new SourceReader(new Fetcher(new FetchProperties(List.of("127.0.0.0/8")))),
                new ItemRanker(texts -> texts.stream().map(_ -> new float[] {1}).toList()),
                (task, found) -> {});
    }
}
