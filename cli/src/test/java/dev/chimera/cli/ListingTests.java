package dev.chimera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTests {

    private static final String TASK = """
            {"task":{"task_id":"7b1c4f6e-0000-4000-8000-000000000001","type":"CONTENT_GEN","status":"FAILED",
            "payload":{"topic":"cold brew"},"confidence_score":0.42},"campaign_id":"c-1","agent":"Maya Roast",
            "version_id":"v-1","attempt":3,"error":{"code":"OUT_OF_ATTEMPTS","message":"rejected three times"},
            "updated_at":"2026-11-24T11:58:00Z"%s}""";

    @TempDir
    Path folder;

    private FakeServer server;
    private Shell shell;

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeServer();
        shell = Shell.at(folder, server);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    status             | /v1/status
                    tasks              | /v1/tasks
                    task t1            | /v1/tasks/t1
                    posts              | /v1/posts
                    posts unsettled    | /v1/posts/unsettled
                    agents             | /v1/agents
                    campaigns          | /v1/campaigns
                    budget             | /v1/budget
                    wallets            | /v1/wallets
                    review             | /v1/reviews
                    review list        | /v1/reviews
                    audit              | /v1/audit
                    audit list         | /v1/audit
                    dead-letters       | /v1/dead-letters
                    secrets            | /v1/secrets
                    secrets check      | /v1/secrets
                    agents opt-outs    | /v1/opt-outs
                    agents opt-outs list | /v1/opt-outs
                    env                | /v1/env
                    """)
    void printsTheServersDocumentAndNothingElse(String command, String path) {
        String document = "{\"anything\":[1.50,\"é\",null]}";
        server.on("GET " + path, document);
        Shell.Result result = shell.run((command + " --json").split(" "));
        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo(document + "\n");
        assertThat(result.err()).isEmpty();
        assertThat(server.last().token()).isEqualTo("a-token");
    }

    @Test
    void asksForWhatTheOptionsSay() {
        server.on("GET /v1/tasks", "{\"tasks\":[]}").on("GET /v1/posts", "{}").on("GET /v1/audit", "{}");
        shell.run("tasks", "--campaign", "c/1", "--agent", "Maya Roast", "--status", "in_progress", "--limit", "5");
        shell.run("posts", "--agent", "A&B");
        shell.run("audit", "list", "--task", "t1", "--after", "7");
        assertThat(server.lines())
                .containsExactly(
                        "GET /v1/tasks?campaign=c%2F1&agent=Maya%20Roast&status=IN_PROGRESS&limit=5",
                        "GET /v1/posts?agent=A%26B", "GET /v1/audit?task=t1&after=7");
    }

    @Test
    void alignsTasksToTheTerminal() {
        server.on("GET /v1/tasks", "{\"tasks\":[" + TASK.formatted("") + "]}");
        assertThat(shell.columns(92).run("tasks").out()).isEqualTo("""
                        TASK                                  TYPE         STATUS  TRY  AGENT     UPDATED  ERROR
                        7b1c4f6e-0000-4000-8000-000000000001  CONTENT_GEN  FAILED    3  Maya Ro…  11:58    OUT_OF_A…
                        """);
        assertThat(shell.columns(100).run("tasks").out()).contains("Maya Roast  11:58    OUT_OF_ATTEMPTS");
    }

    @Test
    void showsTaskWhole() {
        server.on("GET /v1/tasks/t1", TASK.formatted("""
                        ,"trail":[{"at":"2026-11-23T11:58:00Z","actor":"judge","event":"TaskRejected",
                        "evidence":{"score":0.42}}],
                        "effects":[{"id":"e1","tool":"post_tweet","state":"FAILED","external_id":null}],
                        "sources":[{"title":"Brewing","url":"https://example.org/brew"}]"""));
        assertThat(shell.run("task", "t1").out())
                .contains("CONTENT_GEN  FAILED  7b1c4f6e")
                .contains("error       OUT_OF_ATTEMPTS rejected three times")
                .contains("\"topic\" : \"cold brew\"")
                .contains("Nov 23 11:58  TaskRejected  judge  {\"score\":0.42}")
                .contains("e1      post_tweet  FAILED")
                .contains("Brewing <https://example.org/brew>");
    }

    @Test
    void showsWhatAResearchLeftOutAndWhy() {
        server.on("GET /v1/tasks/t1", TASK.formatted("""
                        ,"result":{"unreadable":[{"location":"a.xml","code":"SOURCE_NOT_A_FEED","message":"a.xml: no feed"}],
                        "left_out":[{"location":"b.xml","item":"Bread","code":"ITEM_DUPLICATE","message":"stands there"}],
                        "hints":[{"location":"c.xml","code":"FEED_MAY_BE_OWN","message":"looks like the agent's own"}]}"""));
        assertThat(shell.run("task", "t1").out())
                .contains("Left out")
                .contains("SOURCE_NOT_A_FEED  a.xml: no feed")
                .contains("ITEM_DUPLICATE  b.xml: 'Bread' stands there")
                .contains("FEED_MAY_BE_OWN  c.xml: looks like the agent's own");
    }

    @Test
    void showsPostWithLabelAndSources() {
        server.on("GET /v1/posts", """
                {"posts":[{"id":"p1","agent":"Maya Roast","text":"Cold brew is patient.\\n#coffee","media_ids":["m1"],
                "is_ai_labeled":true,"posted_at":"2026-11-24T11:30:00Z","task_id":"t1",
                "sources":[{"title":"Why cold","url":"https://example.org/1"}]}]}""");
        assertThat(shell.run("posts").out()).isEqualTo("""
                          Maya Roast  11:30  AI-labeled
                            Cold brew is patient.
                            #coffee
                            from Why cold <https://example.org/1>
                            media m1
                        """);
    }

    @Test
    void showsOwnPostsOfWhichNobodyKnows() {
        server.on("GET /v1/posts/unsettled", """
                {"posts":[{"id":"p7","agent":"Maya Roast","text":"Was it out?","sent_at":"2026-11-24T11:30:00Z",
                "age_seconds":1800}]}""");
        assertThat(shell.run("posts", "unsettled").out()).isEqualTo("""
                          Maya Roast  11:30  p7
                            Was it out?

                        Look at the account, then: chimera posts settle ID --posted, or --not-posted
                        """);
    }

    @Test
    void letsNoControlCharacterOfPostThrough() {
        server.on(
                "GET /v1/posts",
                "{\"posts\":[{\"agent\":\"A\",\"text\":\"red \\u001b[31m and \\u202e back\",\"sources\":[]}]}");
        assertThat(shell.run("posts").out()).doesNotContain("\u001b", "\u202e").contains("red [31m and back");
    }

    @Test
    void showsStatus() {
        server.on("GET /v1/status", """
                {"version":"0.1.0","roles":["api","judge"],"postgres":{"version":"18.1","ok":true},
                "redis":{"version":"7.2","ok":false},"tasks":{"PENDING":0,"REVIEW":2},
                "effects":{"INTENDED":1},"reviews":2,"dead_letters":0,
                "streams":[{"name":"chimera:goals","length":4,"pending":1}]}""");
        assertThat(shell.run("status").out()).isEqualTo("""
                        Chimera       0.1.0  api, judge
                        PostgreSQL    ok  18.1
                        Redis         away  7.2
                        Tasks         0 PENDING   2 REVIEW
                        Effects       1 INTENDED
                        Reviews       2  chimera review list
                        Dead letters  none

                        STREAM         LENGTH  PENDING
                        chimera:goals       4        1
                        """);
    }

    @Test
    void showsWhatIsWrongAndWhatToDoAboutIt() {
        server.on("GET /v1/status", """
                {"reviews":0,"dead_letters":0,"missing_roles":["worker"],
                "troubles":["chimera:reviews-0 has failed for 50 s, last with StackOverflowError"],
                "unsettled_posts":3,"alarms":[{"code":"X_RECONNECT_NEEDED","message":"X takes no token of this account","effects":2,
                "hint":"connect the account again: chimera agents connect x NAME","since":"2026-11-24T11:00:00Z"}]}""");
        assertThat(shell.run("status").out())
                .contains("Own posts     3  chimera posts unsettled\n")
                .contains("""
                        Missing       no process runs the role worker
                                      start one: chimera up --roles worker
                        Loop          chimera:reviews-0 has failed for 50 s, last with StackOverflowError
                                      the server's log says why; if it stays so, restart that process
                        Refused       2 approved effects wait: X_RECONNECT_NEEDED: X takes no token of this account
                                      connect the account again: chimera agents connect x NAME
                        """);
    }

    @Test
    void showsAgentsCampaignsDeadLettersAndAudit() {
        server.on("GET /v1/agents", """
                        {"agents":[{"id":"a1","name":"Maya","paused":true,"next_slot_at":"2026-11-24T12:12:00Z","posts":3}]}""")
                .on("GET /v1/campaigns", """
                        {"campaigns":[{"id":"c1","agent":"Maya","goal":"Launch","status":"ACTIVE","daily_budget_usd":5.00,
                        "version_id":"v","spent_today_usd":0.015,"reserved_usd":0.20,"forecast_usd":0.40,"left_today_usd":4.785},
                        {"id":"c2","agent":"Maya","goal":"Pay","status":"ACTIVE","daily_budget_usd":5.00,
                        "version_id":"v","spent_today_usd":0.00,"reserved_usd":0.00,"forecast_usd":null,"left_today_usd":5.00}]}""")
                .on("GET /v1/dead-letters", """
                        {"dead_letters":[{"id":"d1","stream":"chimera:goals","reason":"no type",
                        "received_at":"2025-01-02T03:04:05Z"}]}""")
                .on("GET /v1/audit", """
                        {"rows":[{"seq":7,"at":"2026-11-24T11:00:00Z","actor":"planner","event":"TaskPlanned",
                        "task_id":"t1","evidence":{}}]}""");
        assertThat(shell.run("agents").out()).contains("Maya   paused      3  12:12 (in 12 min)  a1");
        assertThat(shell.run("campaigns").out()).isEqualTo("""
                        CAMPAIGN  STATUS  AGENT  DAILY   SPENT  RESERVED  FORECAST  GOAL
                        c1        ACTIVE  Maya   $5.00  $0.015     $0.20     $0.40  Launch
                        c2        ACTIVE  Maya   $5.00   $0.00     $0.00         ?  Pay
                        """);
        assertThat(shell.run("dead-letters").out()).contains("d1  chimera:goals  2025-01-02 03:04  no type");
        assertThat(shell.run("audit").out()).contains("  7  11:00  TaskPlanned  planner  t1");
    }

    @Test
    void showsDaysAndWhatTheyAreMadeOf() {
        server.on("GET /v1/budget", """
                        {"days":[{"campaign_id":"c1","agent":"Maya","day":"2026-11-24","spent_usd":0.20,
                        "reserved_usd":0.015,"daily_budget_usd":5.00}],
                        "entries":[{"id":"e2","campaign_id":"c1","task_id":"t2","effect_id":"f2","kind":"POST",
                        "state":"RESERVED","day":"2026-11-24","what":"a post on X","reserved_usd":0.015,"spent_usd":null,
                        "updated_at":"2026-11-24T11:05:00Z"},
                        {"id":"e1","campaign_id":"c1","task_id":"t1","effect_id":"f1","kind":"POST","state":"SETTLED",
                        "day":"2026-11-24","what":"a post on X with a link","reserved_usd":0.20,"spent_usd":0.20,
                        "updated_at":"2026-11-24T11:00:00Z"}]}""");
        assertThat(shell.run("budget", "--campaign", "c1").out()).isEqualTo("""
                        DAY (UTC)   SPENT  RESERVED  DAILY  AGENT  CAMPAIGN
                        2026-11-24  $0.20    $0.015  $5.00  Maya   c1

                        WHEN   KIND  STATE     RESERVED  SPENT  FOR                      TASK
                        11:05  POST  RESERVED    $0.015         a post on X              t2
                        11:00  POST  SETTLED      $0.20  $0.20  a post on X with a link  t1
                        """);
        assertThat(server.lines()).containsExactly("GET /v1/budget?campaign=c1");
    }

    @Test
    void showsWalletsAndThePaymentsThatAreNotSettled() {
        server.on("GET /v1/wallets", """
                        {"wallets":[{"id":"w1","agent":"Maya","network":"base-sepolia",
                        "address":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","key":"env:MAYA_WALLET_KEY",
                        "limits":[{"asset":"ETH","max_payment":"0.005","window_hours":24,"window_total":"0.02",
                        "window_count":5,"auto_approve":"0.001","left":"0.003"}],
                        "payments":[{"id":"p1","to":"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359","amount":"0.001",
                        "asset":"ETH","nonce":7,"state":"SENDING","age_seconds":200,"whose":"own","task_id":null,
                        "waits_for_person":true},
                        {"id":"p2","to":"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359","amount":"0.002","asset":"ETH",
                        "nonce":8,"state":"INTENDED","age_seconds":5,"whose":"effect","task_id":"t2",
                        "waits_for_person":false}]},
                        {"id":"w2","agent":"Noor","network":"base-sepolia","address":null,"key":"env:NOOR_KEY",
                        "limits":[],"payments":[]}]}""");
        assertThat(shell.run("wallets").out()).isEqualTo("""
                          Maya  base-sepolia  0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
                            key env:MAYA_WALLET_KEY
                            ASSET  AT ONCE  WINDOW  IN IT  PAYMENTS  UNASKED  LEFT NOW
                            ETH      0.005    24 h   0.02         5    0.001     0.003

                            SENDING  nonce 7  for 4 min  the agent's own
                            0.001 ETH to 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359
                            payment p1
                            the chain does not know it; look for it in the wallet's transactions
                            chimera wallets settle p1 --paid
                            chimera wallets settle p1 --not-paid

                            INTENDED  nonce 8  for 5 s  of task t2
                            0.002 ETH to 0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359
                            payment p2

                          Noor  base-sepolia  not used yet
                            key env:NOOR_KEY
                        """);
    }

    @Test
    void countsPaymentsThatWaitForAPerson() {
        server.on("GET /v1/status", "{\"reviews\":0,\"unsettled_payments\":2,\"dead_letters\":0}");
        assertThat(shell.run("status").out()).contains("Payments      2  chimera wallets\n");
        server.on("GET /v1/status", "{\"reviews\":0,\"unsettled_payments\":0,\"dead_letters\":0}");
        assertThat(shell.run("status").out()).doesNotContain("Payments");
    }

    @Test
    void saysWhatAProposalWouldCostBeforeItIsApproved() {
        String review = "{\"reviews\":[{\"id\":\"r1\",\"task_id\":\"t1\",\"agent\":\"Maya\",\"tool\":\"post_tweet\","
                + "\"arguments\":{\"text\":\"Hi\"},\"why\":\"a sensitive topic\",%s}]}";
        server.on("GET /v1/reviews", review.formatted("\"cost_usd\":0.20,\"cost_why\":\"because of the link\""));
        assertThat(shell.run("review").out()).contains("    costs $0.20, because of the link\n");
        server.on("GET /v1/reviews", review.formatted("\"cost_usd\":0.015,\"cost_why\":null"));
        assertThat(shell.run("review").out()).contains("    costs $0.015\n");
        server.on("GET /v1/reviews", review.formatted("\"cost_usd\":0.00,\"cost_why\":null"));
        assertThat(shell.run("review").out()).doesNotContain("cost");
        server.on("GET /v1/reviews", review.formatted("\"cost_usd\":null,\"cost_why\":\"there is no price for ETH\""));
        assertThat(shell.run("review").out()).contains("    what it costs is not known: there is no price for ETH\n");
    }

    @Test
    void saysWhenThereIsNothing() {
        server.on("GET /v1/tasks", "{\"tasks\":[]}")
                .on("GET /v1/reviews", "{\"reviews\":[]}")
                .on("GET /v1/wallets", "{\"wallets\":[]}");
        assertThat(shell.run("tasks").out()).isEqualTo("No tasks.\n");
        assertThat(shell.run("wallets").out()).startsWith("No wallets; ").hasLineCount(1);
        assertThat(shell.run("review", "list").out()).isEqualTo("Nothing waits for a person.\n");
    }

    @Test
    void failsWhenTheAuditLogWasChanged() {
        String bad =
                "{\"ok\":false,\"rows\":9,\"blocks\":2,\"unsealed\":1,\"first_bad\":{\"seq\":4,\"why\":\"its hash differs\"}}";
        server.on("GET /v1/audit/verify", bad);
        Shell.Result result = shell.run("audit", "verify");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("First bad row: 4, its hash differs.");
        Shell.Result json = shell.run("audit", "verify", "--json");
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out()).isEqualTo(bad + "\n");
        server.on("GET /v1/audit/verify", "{\"ok\":true,\"rows\":9,\"blocks\":2,\"unsealed\":1,\"first_bad\":null}");
        assertThat(shell.run("audit", "verify").status()).isZero();
    }

    @Test
    void provesArchivesBesideTheLog() throws IOException {
        Path file = Files.writeString(folder.resolve("month.gz"), "the bytes");
        server.on("GET /v1/audit/verify", "{\"ok\":true,\"rows\":9,\"blocks\":2,\"unsealed\":1,\"first_bad\":null}")
                .on("POST /v1/audit/verify/archive", "{\"ok\":true,\"rows\":7,\"blocks\":1,\"first_bad\":null}");
        Shell.Result sound =
                shell.run("audit", "verify", "--anchor", "1:ab", "--archive", file.toString(), file.toString());
        assertThat(sound.status()).isZero();
        assertThat(sound.out()).contains("Nobody changed " + file + ": 7 rows in 1 sealed blocks.");
        assertThat(server.lines()).contains("GET /v1/audit/verify?anchor=1%3Aab");
        assertThat(server.last().body()).isEqualTo("the bytes");

        server.on(
                "POST /v1/audit/verify/archive",
                "{\"ok\":false,\"rows\":7,\"blocks\":1,\"first_bad\":{\"seq\":4,\"why\":\"was changed\"}}");
        Shell.Result bad = shell.run("audit", "verify", "--archive", file.toString());
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.out()).contains("Nobody changed the audit log").contains("first bad row: 4, was changed.");
        Shell.Result missing = shell.run("audit", "verify", "--archive", "nothing.gz");
        assertThat(missing.status()).isEqualTo(2);
        assertThat(missing.err()).contains("FILE_NOT_FOUND");
    }

    @Test
    void failsWhenASecretDoesNotResolve() {
        String one = "{\"secrets\":[{\"name\":\"env:A_KEY\",\"resolves\":true}%s]}";
        server.on("GET /v1/secrets", one.formatted(""));
        Shell.Result well = shell.run("secrets", "check");
        assertThat(well.status()).isZero();
        assertThat(well.out()).isEqualTo("SECRET     STATE  WHY\nenv:A_KEY  ok\n");

        String bad = one.formatted("""
                ,{"name":"home:b","resolves":false,"error":{"code":"SECRET_NOT_FOUND",
                "message":"the secret home:b is not there","hint":"write it"}}""");
        server.on("GET /v1/secrets", bad);
        Shell.Result result = shell.run("secrets", "check");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("home:b     away   SECRET_NOT_FOUND the secret home:b is not there");
        Shell.Result json = shell.run("secrets", "check", "--json");
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out()).startsWith("{\"secrets\":[").hasLineCount(1);
        assertThat(shell.run("secrets").status()).isZero();
    }

    @Test
    void keepsTheListOfWhomNoAgentMayAddress() {
        server.on("GET /v1/opt-outs", """
                        {"opt_outs":[{"handle":"beanfarm","asked_at":"2026-11-24T11:00:00Z","note":"by mail"}]}""")
                .on("POST /v1/opt-outs", "{\"handle\":\"beanfarm\"}")
                .on("DELETE /v1/opt-outs/%40beanfarm", "{\"handle\":\"beanfarm\"}");
        assertThat(shell.run("agents", "opt-outs", "list").out()).contains("@beanfarm  11:00  by mail");
        assertThat(shell.run("agents", "opt-outs", "add", "@beanfarm", "--note", "by mail")
                        .out())
                .isEqualTo("No agent addresses @beanfarm any more.\n");
        assertThat(server.last().body()).isEqualTo("{\"handle\":\"@beanfarm\",\"note\":\"by mail\"}");
        assertThat(shell.run("agents", "opt-outs", "remove", "@beanfarm").out())
                .isEqualTo("@beanfarm may be addressed again.\n");
    }

    @ParameterizedTest
    @CsvSource({"400,2", "404,2", "401,1", "403,1", "409,1", "500,1", "503,3"})
    void repeatsTheServersErrorWithExitStatus(int http, int status) {
        server.on("GET /v1/tasks/t1", _ -> FakeServer.Answer.error(http, "TASK_NOT_FOUND", "no task t1", "see tasks"));
        Shell.Result result = shell.run("task", "t1", "--json");
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.err()).isEqualTo("chimera: TASK_NOT_FOUND: no task t1; see tasks\n");
        assertThat(result.out()).isEqualTo("""
                        {"error":{"code":"TASK_NOT_FOUND","message":"no task t1","hint":"see tasks"}}
                        """);
    }

    @Test
    void saysWhenTheAnswerIsNotOurs() {
        server.on("GET /v1/posts", _ -> new FakeServer.Answer(200, "text/html", "<html>"));
        Shell.Result result = shell.run("posts");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("chimera: UNEXPECTED_ANSWER: ").hasLineCount(1);
    }

    @Test
    void saysWhenTheServerCantBeReached() {
        String url = server.url();
        server.close();
        Shell.Result result = shell.run("status", "--json");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err())
                .startsWith("chimera: SERVER_UNREACHABLE: no answer from " + url + " (connection refused); ")
                .hasLineCount(1);
        assertThat(Json.parse(result.out()).path("error").path("code").asString())
                .isEqualTo("SERVER_UNREACHABLE");
    }

    @Test
    void refusesServerThatIsNoUrl() {
        Shell.Result result = shell.with("CHIMERA_SERVER", "localhost:8080").run("status");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("chimera: INVALID_SERVER_URL: ");
        Shell.Result withPassword = new Shell(folder)
                .with("CHIMERA_SERVER", "https://u:hunter2@127.0.0.1:1")
                .run("status");
        assertThat(withPassword.err())
                .startsWith("chimera: INVALID_SERVER_URL: ")
                .doesNotContain("hunter2");
    }

    @Test
    void paintsOnTerminalsOnly() {
        server.on("GET /v1/agents", "{\"agents\":[{\"id\":\"a1\",\"name\":\"Maya\",\"paused\":false,\"posts\":0}]}");
        assertThat(shell.run("agents").out()).doesNotContain("\u001b");
        assertThat(shell.onTerminal().run("agents").out()).contains("\u001b[32mactive\u001b[0m");
    }
}
