package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.testing.ExampleFile;
import dev.chimera.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** From a campaign file to posts, over HTTP, as the command line does it. */
class PipelineTests {

    private static final TestServer SERVER = started();

    private final TestServer.Tenant tenant = SERVER.newTenant();

    private static TestServer started() {
        return TestServer.start(SharedServers.fresh(), "planner,worker,judge,effect,bridge,api");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private String handIn(ExampleFile file) {
        TestServer.Reply reply = SERVER.post(tenant.operator(), "/v1/campaigns", file.json());
        assertThat(reply.status()).as(reply.raw().body()).isLessThan(300);
        return reply.json().path("id").stringValue();
    }

    private JsonNode settled(String campaign) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> SERVER.get(tenant.operator(), "/v1/report?campaign=" + campaign)
                                .json(),
                        report -> report.path("settled").booleanValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee-launch", "open-source-news", "local-newsroom"})
    void publishesTheFirstPostAndSchedulesTheOthers(String example) {
        JsonNode report = settled(handIn(ExampleFile.named(example)));
        assertThat(report.path("posts").size()).as(report.toString()).isEqualTo(1);
        assertThat(report.path("posts").path(0).path("is_ai_labeled").booleanValue())
                .isTrue();
        assertThat(report.path("scheduled").size()
                        + report.path("reviews").size()
                        + report.path("failed").size())
                .as(report.toString())
                .isGreaterThan(0);
    }

    @Test
    void neverPostsTheSameThingTwiceHoweverOftenTheFileIsRun() {
        String first = handIn(ExampleFile.named("coffee-launch"));
        JsonNode before = settled(first);
        for (int i = 0; i < 3; i++) {
            assertThat(handIn(ExampleFile.named("coffee-launch"))).isEqualTo(first);
        }
        JsonNode after = settled(first);
        assertThat(after.path("posts")).isEqualTo(before.path("posts"));
        assertThat(after.path("scheduled").size())
                .isEqualTo(before.path("scheduled").size());
        assertThat(SERVER.jdbc()
                        .sql("SELECT count(*) - count(DISTINCT content_hash) FROM effects WHERE tenant_id = ?")
                        .param(tenant.id().value())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void leavesNothingOfARehearsalInAnyTable() {
        Map<String, Long> before = rows();
        String campaign = handIn(ExampleFile.named("coffee-launch").asRehearsal());
        JsonNode report = settled(campaign);
        assertThat(report.path("posts").size()).isZero();
        assertThat(report.path("scheduled").size() + report.path("reviews").size())
                .as(report.toString())
                .isGreaterThan(0);
        TestServer.Reply reply = SERVER.delete(tenant.operator(), "/v1/campaigns/" + campaign);
        assertThat(reply.status()).isLessThan(300);
        assertThat(rows()).isEqualTo(before);
    }

    /** Three are wanted, one can be had, and each of the others has a line that says why. */
    @Test
    void namesWhatBecameNoPostWhereThereAreTooFew() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode file = body.putObject("file");
        file.putObject("agent").put("name", "Short").put("soul", "SOUL.md");
        file.putObject("campaign")
                .put("goal", "Harbour news")
                .put("daily_budget_usd", 1)
                .put("posts", 3)
                .putArray("sources")
                .add("notes.md");
        body.put("soul", "---\nname: Short\navoid: [ghost]\n---\n").put("dry_run", false);
        body.putArray("sources").addObject().put("location", "notes.md").put("content", """
                # Lights
                The green light on the north mole was replaced in May. They did it at night.

                # Cellar
                A ghost walks in the cellar of the harbour office every winter.
                """);
        TestServer.Reply reply = SERVER.post(tenant.operator(), "/v1/campaigns", body.toString());
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(200);
        JsonNode report = settled(reply.json().path("id").stringValue());
        assertThat(report.path("posts").size()).as(report.toString()).isEqualTo(1);
        assertThat(report.path("left_out").values())
                .as(report.toString())
                .extracting(line -> line.path("location").stringValue() + " "
                        + line.path("item").stringValue() + " "
                        + line.path("code").stringValue() + " "
                        + line.path("text").stringValue())
                .contains(
                        "notes.md Cellar AVOIDED_WORD A ghost walks in the cellar of the harbour office every winter.");
    }

    /** Of this tenant, in every table that has tenants. */
    private Map<String, Long> rows() {
        Map<String, Long> rows = new TreeMap<>();
        SERVER.jdbc()
                .sql("""
                        SELECT table_name FROM information_schema.columns
                        WHERE table_schema = 'public' AND column_name = 'tenant_id'
                        """)
                .query(String.class)
                .list()
                .forEach(table -> rows.put(
                        table,
                        SERVER.jdbc()
                                .sql("SELECT count(*) FROM " + table + " WHERE tenant_id = ?")
                                .param(tenant.id().value())
                                .query(Long.class)
                                .single()));
        assertThat(rows).containsKeys("tasks", "audit_log", "effects", "reviews", "posts", "campaigns", "agents");
        return rows;
    }
}
