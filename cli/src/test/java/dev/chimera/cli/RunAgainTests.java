package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is run again: after something failed, and after it was edited. */
class RunAgainTests {

    private static final String POST = """
            {"id":"p1","agent":"Maya Roast","text":"Cold brew is patient.","media_ids":[],"is_ai_labeled":true,
            "posted_at":"2026-11-24T11:59:00Z","task_id":"t1","sources":[]}""";

    @TempDir
    Path folder;

    private FakeServer server;
    private Shell shell;
    private final List<String> reports = new ArrayList<>();

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeServer();
        shell = Shell.at(folder, server);
        server.on("POST /v1/campaigns", "{\"id\":\"c1\",\"created\":true}");
        server.on("GET /v1/report", _ -> FakeServer.Answer.ok(reports.getLast()));
        Files.writeString(folder.resolve("SOUL.md"), "---\nname: Maya Roast\n---\n");
        Files.writeString(
                folder.resolve("launch.yaml"),
                "agent: {name: Maya Roast, soul: SOUL.md}\ncampaign: {goal: Launch, posts: 2}\n");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** One post is out, and these tasks failed. */
    private static String report(String failed) {
        return """
                {"campaigns":[{"id":"c1","agent":"Maya Roast","goal":"Launch","status":"ACTIVE"}],"tasks":[],
                "scheduled":[],"reviews":[],"warnings":[],"settled":true,"progress":{},"posts":[""" + POST + "],\"failed\":[" + failed + "]}";
    }

    @Test
    void tellsAFailureOnceAtItsCause() {
        String failed = """
                {"task_id":"r","code":"SOURCE_UNREACHABLE","message":"no answer","replaced":false},
                {"task_id":"c1","code":"DEPENDENCY_FAILED","message":"the RESEARCH failed","because":"r"},
                {"task_id":"c2","code":"DEPENDENCY_FAILED","message":"the RESEARCH failed","because":"r"},
                {"task_id":"e1","code":"DEPENDENCY_FAILED","message":"the CONTENT_GEN failed","because":"c1"},
                {"task_id":"x","code":"DEPENDENCY_FAILED","message":"its cause is not told"}""";
        reports.add(report(failed));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("""
                ● Failed (2)

                  SOURCE_UNREACHABLE  no answer
                    chimera task r
                    and 3 tasks that waited for it
                  DEPENDENCY_FAILED  its cause is not told
                    chimera task x
                """);
    }

    @Test
    void succeedsWhenWhatFailedOnceWentWellTheNextTime() {
        String replaced = """
                {"task_id":"r","code":"SOURCE_UNREACHABLE","message":"no answer","replaced":true},
                {"task_id":"c1","code":"DEPENDENCY_FAILED","message":"the RESEARCH failed","because":"r","replaced":true}""";
        reports.add(report(replaced));
        Shell.Result result = shell.run("run", "launch.yaml");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("Done.").doesNotContain("SOURCE_UNREACHABLE", "DEPENDENCY_FAILED");
    }

    @Test
    void showsWhatWasOrderedAndIsNoLongerInTheFile() {
        String report = report("");
        reports.add(report.substring(0, report.length() - 1) + """
                ,"unlisted":[{"task_id":"t8","agent":"Maya Roast","status":"REVIEW","to":"0xAb","asset":"ETH",\
                "amount":"0.01"}]}""");
        assertThat(shell.run("run", "launch.yaml").out()).contains("""
                ● Ordered before, and no longer in the file (1)

                  Maya Roast  0.01 ETH to 0xAb  REVIEW
                    chimera tasks cancel t8
                """);
    }

    /** The server's refusal, and what it is asked then. */
    private void refuseAChangedGoalOnce() {
        server.on(
                "POST /v1/campaigns",
                request -> request.body().contains("goal_changed")
                        ? FakeServer.Answer.ok("{\"id\":\"c1\",\"created\":false}")
                        : FakeServer.Answer.error(
                                409, "CAMPAIGN_GOAL_CHANGED", "the goal was 'a' and is 'b'", "say which"));
        reports.add(report(""));
    }

    private List<String> answers() {
        return server.requests().stream()
                .filter(request -> request.line().equals("POST /v1/campaigns"))
                .map(request -> Json.text(Json.parse(request.body()), "goal_changed"))
                .toList();
    }

    @Test
    void asksOnATerminalWhatAFileWithAnotherGoalIs() {
        refuseAChangedGoalOnce();
        Shell.Result same = shell.onTerminal().input("s\n").run("run", "launch.yaml");
        assertThat(same.status()).isZero();
        assertThat(same.err())
                .contains("the goal was 'a' and is 'b'.", "Is it the same campaign (s), or another one (n)?");
        assertThat(answers()).containsExactly("", "same");

        assertThat(shell.input("N\n").run("run", "launch.yaml").status()).isZero();
        assertThat(answers()).endsWith("", "new");

        Shell.Result neither = shell.input("what?\n").run("run", "launch.yaml");
        assertThat(neither.status()).isNotZero();
        assertThat(neither.err()).contains("CAMPAIGN_GOAL_CHANGED");
    }

    @Test
    void refusesAFileWithAnotherGoalWhereNobodyCanBeAsked() {
        refuseAChangedGoalOnce();
        assertThat(shell.input("s\n").run("run", "launch.yaml").err())
                .isEqualTo("chimera: CAMPAIGN_GOAL_CHANGED: launch.yaml: the goal was 'a' and is 'b'; say which\n");
        Shell.Result json = shell.onTerminal().input("s\n").run("run", "launch.yaml", "--json");
        assertThat(Json.text(Json.parse(json.out()).path("error"), "code")).isEqualTo("CAMPAIGN_GOAL_CHANGED");
        assertThat(answers()).containsExactly("", "");
    }

    @Test
    void takesTheAnswerFromAnOption() {
        refuseAChangedGoalOnce();
        assertThat(shell.run("run", "launch.yaml", "--goal-changed", "same").status())
                .isZero();
        assertThat(answers()).containsExactly("same");
    }

    @Test
    void warnsOfWhatIsNotPaidAgain() {
        server.on("POST /v1/campaigns", """
                {"id":"c1","notices":[{"code":"NOT_PAID_AGAIN","message":"0.1 ETH to 0xAb was ordered before"}]}""");
        reports.add(report(""));
        assertThat(shell.run("run", "launch.yaml").err())
                .contains("warning: NOT_PAID_AGAIN: 0.1 ETH to 0xAb was ordered before");
    }
}
