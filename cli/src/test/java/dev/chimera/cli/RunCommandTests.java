package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RunCommandTests {

    private static final String POST = """
            {"id":"p1","agent":"Maya Roast","text":"Cold brew is patient.","media_ids":[],"is_ai_labeled":true,
            "posted_at":"2026-11-24T11:59:00Z","task_id":"t1",
            "sources":[{"title":"Why cold","url":"https://example.org/1"}]}""";
    private static final String SCHEDULED = """
            {"task_id":"t2","agent":"Maya Roast","text":"Lisbon, the second cup.","ready_at":"2026-11-24T12:14:00Z"}""";
    private static final String REVIEW = """
            {"id":"r1","task_id":"t3","agent":"Maya Roast","tool":"post_tweet","arguments":{"text":"Cures all."},
            "content_hash":"h","score":0.81,"why":"a health claim","expires_at":"2026-11-25T12:00:00Z"}""";
    private static final String FAILED = """
            {"task_id":"t4","code":"OUT_OF_ATTEMPTS","message":"rejected three times"}""";

    @TempDir
    Path folder;

    private FakeServer server;
    private Shell shell;
    private final Deque<String> reports = new ArrayDeque<>();

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeServer();
        shell = Shell.at(folder, server);
        server.on("POST /v1/campaigns", "{\"id\":\"c1\",\"created\":true}");
        server.on("GET /v1/report", _ -> {
            String report = reports.size() > 1 ? reports.pop() : reports.getFirst();
            return FakeServer.Answer.ok(report);
        });
        server.on("DELETE /v1/campaigns/c1", "");
        write("SOUL.md", "---\nname: Maya Roast\n---\n");
        write("launch.yaml", "agent: {name: Maya Roast, soul: SOUL.md}\ncampaign: {goal: Launch, posts: 2}\n");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void showsProgressAndWhatCameOfIt() {
        reports.add(report(false, 0, "", "", "", ""));
        reports.add(report(false, 1, "", "", "", ""));
        reports.add(report(true, 2, POST, SCHEDULED, REVIEW, FAILED));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("""
                        RESEARCH 0/2  CONTENT_GEN 0/0  ENGAGEMENT 0/0
                        RESEARCH 1/2  CONTENT_GEN 0/0  ENGAGEMENT 0/0
                        RESEARCH 2/2  CONTENT_GEN 0/0  ENGAGEMENT 0/0
                        """);
        assertThat(result.out()).isEqualTo("""
                        Maya Roast  Launch  ACTIVE

                        ● Published (1)

                          Maya Roast  11:59  AI-labeled
                            Cold brew is patient.
                            from Why cold <https://example.org/1>

                        ● Scheduled (1)

                          Maya Roast  12:14 (in 14 min)
                            Lisbon, the second cup.

                        ● Waits for a person (1)

                          Maya Roast  post_tweet  score 0.81  until Nov 25 12:00 (in 24 h)
                            Cures all.
                            why it waits: a health claim
                            chimera review approve r1
                            chimera review reject r1 --reason "..."

                        ● Failed (1)

                          OUT_OF_ATTEMPTS  rejected three times
                            chimera task t4

                        Next: decide with the commands above; then chimera run launch.yaml goes on.
                        """);
    }

    @Test
    void countsNoDraftAsFailedThatAnotherReplaced() {
        String replaced = """
                {"task_id":"t5","code":"REJECTED","message":"rejected 3 times: said already","replaced":true},
                {"task_id":"t6","code":"DEPENDENCY_FAILED","message":"the CONTENT_GEN task failed","replaced":true}""";
        reports.add(report(true, 2, POST, "", "", replaced));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("""
                        ● Rejected, with another in its place (1)

                          REJECTED  rejected 3 times: said already
                            chimera task t5

                        Done. chimera posts shows it again""").doesNotContain("Failed (");

        reports.clear();
        reports.add(report(true, 2, POST, "", "", replaced + "," + FAILED));
        Shell.Result missing = shell.run("run", "launch.yaml");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.out())
                .contains("Rejected, with another in its place (1)")
                .contains("Failed (1)");
    }

    @Test
    void succeedsWhenTheRestIsScheduled() {
        reports.add(report(true, 2, POST, SCHEDULED, "", ""));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.status()).isZero();
        assertThat(result.out().lines().toList().getLast())
                .isEqualTo("Next: the rest follows from 12:14 (in 14 min): run it again then,"
                        + " or stay with chimera run launch.yaml --wait");
        assertThat(server.lines()).contains("GET /v1/report?campaign=c1").noneMatch(line -> line.startsWith("DELETE"));
    }

    @Test
    void staysWithWaitUntilNothingIsScheduled() {
        for (int i = 0; i < 700; i++) {
            reports.add(report(true, 2, POST, SCHEDULED, "", ""));
        }
        reports.add(report(true, 2, POST, "", "", ""));
        Shell.Result result = shell.run("run", "--wait", "launch.yaml");
        assertThat(result.status()).isZero();
        assertThat(result.out()).doesNotContain("Scheduled").contains("Done. chimera posts shows it again");
        assertThat(server.lines())
                .filteredOn(line -> line.startsWith("GET /v1/report"))
                .hasSize(701);
    }

    @Test
    void printsReportAsTheOneDocumentInJson() {
        String last = report(true, 2, POST, "", "", "");
        reports.add(last);
        Shell.Result result = shell.run("run", "launch.yaml", "--json");
        assertThat(Json.parse(result.out())).isEqualTo(Json.parse(last));
        assertThat(result.out()).hasLineCount(1);
    }

    @Test
    void removesDryRunAtTheEnd() {
        reports.add(report(true, 2, "", SCHEDULED, "", ""));
        Shell.Result result = shell.run("run", "--dry-run", "launch.yaml");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("● Would be published (1)").contains("nothing is kept");
        JsonNode sent = Json.parse(server.requests().getFirst().body());
        assertThat(sent.path("dry_run").asBoolean()).isTrue();
        assertThat(server.lines().getLast()).isEqualTo("DELETE /v1/campaigns/c1");
    }

    @Test
    void saysWhatWouldBecomeOfThePaymentsOfADryRun() {
        server.on("POST /v1/campaigns", _ -> FakeServer.Answer.ok("""
                {"id":"c1","agent":"Maya Roast","payments":[
                 {"to":"0xAb","asset":"ETH","amount":"0.001","network":"base-sepolia","outcome":"PAID"},
                 {"to":"0xAb","asset":"USDC","amount":"9","network":"base-sepolia","memo":"hats","outcome":"ASKED",
                  "why":"over the 1 USDC that need no person"}]}"""));
        reports.add(report(true, 2, "", "", "", ""));
        reports.add(report(true, 2, "", "", "", ""));
        assertThat(shell.run("run", "--dry-run", "launch.yaml").out()).contains("""
                ● Payments that would be ordered (2)

                  Maya Roast  base-sepolia
                    0.001 ETH to 0xAb
                    would be paid

                  Maya Roast  base-sepolia
                    9 USDC to 0xAb, "hats"
                    a person would be asked: over the 1 USDC that need no person
                """);
        JsonNode foretold = Json.parse(
                        shell.run("run", "--dry-run", "launch.yaml", "--json").out())
                .path("foretold");
        assertThat(foretold).hasSize(2);
        assertThat(foretold.path(1).path("agent").asString()).isEqualTo("Maya Roast");
    }

    @Test
    void removesDryRunThatFails() {
        server.on("GET /v1/report", _ -> FakeServer.Answer.error(500, "INTERNAL", "broken", ""));
        assertThat(shell.run("run", "--dry-run", "launch.yaml").status()).isEqualTo(1);
        assertThat(server.lines().getLast()).isEqualTo("DELETE /v1/campaigns/c1");
    }

    @Test
    void removesDryRunThatIsInterrupted() {
        server.on("GET /v1/report", _ -> {
            shell.interruption().arrive();
            return FakeServer.Answer.ok(report(false, 0, "", "", "", ""));
        });
        Shell.Result result = shell.run("run", "--dry-run", "launch.yaml");
        assertThat(result.status()).isEqualTo(130);
        assertThat(result.err()).endsWith("Stopped; the dry run leaves nothing behind.\n");
        assertThat(server.lines().getLast()).isEqualTo("DELETE /v1/campaigns/c1");
    }

    @Test
    void removesDryRunThatIsInterruptedWhileItIsSent() {
        server.on("POST /v1/campaigns", _ -> {
            shell.interruption().arrive();
            return FakeServer.Answer.ok("{\"id\":\"c1\"}");
        });
        assertThat(shell.run("run", "--dry-run", "launch.yaml").status()).isEqualTo(130);
        assertThat(server.lines().getLast()).isEqualTo("DELETE /v1/campaigns/c1");
    }

    @Test
    void saysThatAnInterruptedCampaignGoesOn() throws IOException {
        write("my launch.yaml", "agent: {name: A, soul: SOUL.md}\ncampaign: {goal: g}\n");
        server.on("GET /v1/report", _ -> {
            shell.interruption().arrive();
            return FakeServer.Answer.ok(report(false, 0, "", "", "", ""));
        });
        Shell.Result result = shell.run("run", "my launch.yaml");
        assertThat(result.status()).isEqualTo(130);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .endsWith("Stopped; the campaign goes on when you run it again: chimera run 'my launch.yaml'\n");
        assertThat(server.lines()).noneMatch(line -> line.startsWith("DELETE"));
    }

    @Test
    void givesUpWhenNothingHappens() {
        reports.add(report(false, 1, "", "", "", ""));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines().toList().getLast())
                .startsWith("chimera: STALLED: nothing has happened for 120 s, ")
                .contains("chimera status");
    }

    /** Each report costs the server a dozen queries. */
    @Test
    void looksLessOftenWhereNothingChangesAndSoonAgainWhereSomethingDid() {
        List<Instant> asked = new CopyOnWriteArrayList<>();
        server.on("GET /v1/report", _ -> {
            asked.add(shell.now());
            return FakeServer.Answer.ok(report(false, asked.size() < 20 ? 0 : 1, "", "", "", ""));
        });
        assertThat(shell.run("run", "launch.yaml").err()).contains("STALLED");
        List<Duration> pauses = IntStream.range(1, asked.size())
                .mapToObj(i -> Duration.between(asked.get(i - 1), asked.get(i)))
                .toList();
        assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(200));
        assertThat(pauses.subList(7, 19)).containsOnly(Duration.ofSeconds(2));
        assertThat(pauses.get(19)).as("after the change").isEqualTo(Duration.ofMillis(200));
        assertThat(asked).as("in two and a half minutes").hasSizeLessThan(100);
    }

    @Test
    void repeatsTheServersRefusalWithTheFilesName() {
        server.on(
                "POST /v1/campaigns",
                _ -> FakeServer.Answer.error(400, "UNKNOWN_KEY", "there is no key 'gaol'", "did you mean 'goal'?"));
        Shell.Result result = shell.run("run", "launch.yaml", "--json");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("chimera: UNKNOWN_KEY: launch.yaml: there is no key 'gaol'; did you mean 'goal'?\n");
        assertThat(Json.parse(result.out()).path("error").path("message").asString())
                .isEqualTo("launch.yaml: there is no key 'gaol'");
    }

    @Test
    void sendsNothingWhenOneOfTheFilesIsBroken() throws IOException {
        write("broken.yaml", "agent: [\n");
        assertThat(shell.run("run", "launch.yaml", "broken.yaml").status()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void showsWarningsOnceOnStandardError() {
        String warned = report(false, 1, "", "", "", "")
                .replace(
                        "\"warnings\":[]",
                        "\"warnings\":[{\"code\":\"SOURCE_UNREADABLE\",\"message\":\"notes/gone.md: no such file\"}]");
        reports.addAll(List.of(warned, warned, report(true, 2, POST, "", "", "")));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.err()).containsOnlyOnce("warning: SOURCE_UNREADABLE: notes/gone.md: no such file\n");
        assertThat(result.out()).doesNotContain("SOURCE_UNREADABLE");
    }

    @Test
    void saysWhatWaitsForMoney() {
        String waiting = """
                {"task_id":"t1","agent":"Maya Roast","text":"Hello.","ready_at":"2026-11-25T00:00:00Z",
                "reason":"waits for tomorrow's budget: it costs $0.20, and $0.05 of today's $5.00 is left"}""";
        reports.add(report(true, 2, "", waiting, "", ""));
        assertThat(shell.run("run", "launch.yaml").out())
                .contains("    waits for tomorrow's budget: it costs $0.20, and $0.05 of today's $5.00 is left\n");
    }

    @Test
    void redrawsProgressOnTerminal() {
        reports.add(report(false, 0, "", "", "", ""));
        reports.add(report(false, 1, "", "", "", ""));
        reports.add(report(true, 2, POST, "", "", ""));
        Shell.Result result = shell.onTerminal().run("run", "launch.yaml");
        assertThat(result.err())
                .contains("RESEARCH    \u001b[32m━━━━━━━━━━━━\u001b[0m")
                .contains("\u001b[3A\r\u001b[J");
    }

    @Test
    void refusesWaitTogetherWithDryRun() {
        assertThat(shell.run("run", "--wait", "--dry-run", "launch.yaml").status())
                .isEqualTo(2);
    }

    private static String report(
            boolean settled, int researched, String post, String scheduled, String review, String failed) {
        return String.format(Locale.ROOT, """
                {"campaigns":[{"id":"c1","agent":"Maya Roast","goal":"Launch","status":"ACTIVE"}],"tasks":[],
                "posts":[%s],"scheduled":[%s],"reviews":[%s],"failed":[%s],"warnings":[],"settled":%s,
                "progress":{"RESEARCH":{"PENDING":%d,"COMPLETED":%d}}}""", post, scheduled, review, failed, settled, 2 - researched, researched);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
