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

class DecisionTests {

    @TempDir
    Path folder;

    private FakeServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tasks cancel t1, /v1/tasks/t1/cancel",
        "agents pause Maya, /v1/agents/Maya/pause",
        "agents resume Maya, /v1/agents/Maya/resume",
        "campaigns pause c1, /v1/campaigns/c1/pause",
        "campaigns resume c1, /v1/campaigns/c1/resume",
        "dead-letters replay d1, /v1/dead-letters/d1/replay",
        "review approve r1, /v1/reviews/r1/approve",
        "wallets settle p1 --paid, /v1/wallets/payments/p1/settlement",
        "wallets settle p1 --not-paid, /v1/wallets/payments/p1/settlement",
        "posts settle p1 --posted, /v1/posts/p1/settlement",
        "posts settle p1 --not-posted, /v1/posts/p1/settlement"
    })
    void postsTheDecision(String command, String path) {
        server.on("POST " + path, "{\"done\":true}");
        Shell shell = Shell.at(folder, server);
        Shell.Result result = shell.run(command.split(" "));
        assertThat(result.status()).isZero();
        assertThat(result.out()).hasLineCount(1);
        assertThat(shell.run((command + " --json").split(" ")).out()).isEqualTo("{\"done\":true}\n");
    }

    @Test
    void printsKeyAloneOnStandardOutput() {
        server.on("POST /v1/agents/Maya%20Roast/key", "{\"agent\":\"Maya Roast\",\"api_key\":\"ck_1\"}");
        Shell.Result result = Shell.at(folder, server).run("agents", "key", "Maya Roast");
        assertThat(result.out()).isEqualTo("ck_1\n");
        assertThat(result.err()).contains("shown once");
    }

    @Test
    void decidesAsModeratorOfTheLocalServer() throws IOException {
        localServer();
        server.on("POST /v1/reviews/r1/approve", "{}").on("GET /v1/reviews", "{\"reviews\":[]}");
        new Shell(folder).run("review", "approve", "r1");
        assertThat(server.last().token()).isEqualTo("moderator");
        new Shell(folder).run("review", "list");
        assertThat(server.last().token()).isEqualTo("operator");
        new Shell(folder).with("CHIMERA_TOKEN", "mine").run("review", "approve", "r1");
        assertThat(server.last().token()).isEqualTo("mine");
    }

    @Test
    void sendsReasonOfRejection() {
        server.on("POST /v1/reviews/r1/reject", "{}");
        Shell.at(folder, server).run("review", "reject", "r1", "--reason", "not \"true\"");
        assertThat(server.last().body()).isEqualTo("{\"reason\":\"not \\\"true\\\"\"}");
        assertThat(Shell.at(folder, server)
                        .run("review", "reject", "r1", "--reason", " ")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void saysWhatBecameOfAPayment() throws IOException {
        server.on("POST /v1/wallets/payments/p1/settlement", "{\"id\":\"p1\",\"state\":\"FAILED\",\"nonce\":7}");
        assertThat(Shell.at(folder, server)
                        .run("wallets", "settle", "p1", "--not-paid")
                        .out())
                .isEqualTo("Settled p1 as not paid; nonce 7 is free again.\n");
        assertThat(server.last().body()).isEqualTo("{\"paid\":false}");
        assertThat(Shell.at(folder, server)
                        .run("wallets", "settle", "--paid", "p1")
                        .out())
                .isEqualTo("Settled p1 as paid.\n");
        assertThat(server.last().body()).isEqualTo("{\"paid\":true}");
        localServer();
        new Shell(folder).run("wallets", "settle", "p1", "--paid");
        assertThat(server.last().token()).isEqualTo("moderator");
    }

    @Test
    void saysWhatBecameOfAnOwnPost() throws IOException {
        server.on("POST /v1/posts/p1/settlement", "{\"id\":\"p1\",\"posted\":false}");
        assertThat(Shell.at(folder, server)
                        .run("posts", "settle", "p1", "--not-posted")
                        .out())
                .isEqualTo("Settled p1 as not posted.\n");
        assertThat(server.last().body()).isEqualTo("{\"posted\":false}");
        assertThat(Shell.at(folder, server)
                        .run("posts", "settle", "--posted", "p1")
                        .out())
                .isEqualTo("Settled p1 as posted.\n");
        assertThat(server.last().body()).isEqualTo("{\"posted\":true}");
    }

    @ParameterizedTest
    @CsvSource({"404, PAYMENT_UNKNOWN, 2", "409, PAYMENT_SETTLED, 1", "409, PAYMENT_IN_FLIGHT, 1"})
    void repeatsWhyAPaymentIsNotSettled(int http, String code, int status) {
        server.on(
                "POST /v1/wallets/payments/p1/settlement",
                _ -> FakeServer.Answer.error(http, code, "it is so", "do that"));
        Shell.Result result = Shell.at(folder, server).run("wallets", "settle", "p1", "--paid", "--json");
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.err()).isEqualTo("chimera: " + code + ": it is so; do that\n");
        assertThat(result.out())
                .startsWith("{\"error\":{\"code\":\"" + code + "\"")
                .hasLineCount(1);
    }

    @Test
    void submitsTaskFromFileAndFromStandardInput() throws IOException {
        server.on("POST /v1/tasks", "{\"task_id\":\"t9\"}");
        Files.writeString(folder.resolve("task.json"), "{\"task_id\": \"t9\", \"max\": 1.10}");
        assertThat(Shell.at(folder, server).run("tasks", "submit", "task.json").out())
                .isEqualTo("t9\n");
        assertThat(server.last().body()).isEqualTo("{\"task_id\":\"t9\",\"max\":1.10}");
        Shell.at(folder, server).input("{\"type\":\"RESEARCH\"}").run("tasks", "submit", "-");
        assertThat(server.last().body()).isEqualTo("{\"type\":\"RESEARCH\"}");
    }

    @Test
    void refusesTaskThatIsNoJson() throws IOException {
        Files.writeString(folder.resolve("task.json"), "{\n\"a\": }");
        assertThat(Shell.at(folder, server).run("tasks", "submit", "task.json").err())
                .startsWith("chimera: INVALID_TASK: task.json is not JSON at line 2: ")
                .hasLineCount(1);
        assertThat(Shell.at(folder, server).run("tasks", "submit", "gone.json").err())
                .startsWith("chimera: INVALID_TASK: gone.json does not exist; ");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void readsEnvironmentOfTheRunningServerOnly() throws IOException {
        Shell.Result none = new Shell(folder).run("env", "--json");
        assertThat(none.status()).isEqualTo(3);
        assertThat(none.err()).startsWith("chimera: SERVER_UNREACHABLE: no server runs on " + folder);
        localServer();
        assertThat(new Shell(folder).run("env").out()).isEqualTo("http_url      " + server.url() + "\n");
    }

    /** Passwords stand in the file of this machine's user, and are not asked of a server. */
    @Test
    void readsPasswordsFromItsOwnHome() throws IOException {
        localServer();
        Files.writeString(folder.resolve(".chimera/server.json"), """
                {"pid":1,"http_url":"%s","operator_token":"o","moderator_token":"m","home":"/h",
                 "postgres_url":"jdbc:postgresql://h/d?password=p","redis_url":"redis://:p@h"}""".formatted(server.url()));
        assertThat(new Shell(folder).run("env", "--json").out()).isEqualTo("""
                {"postgres_url":"jdbc:postgresql://h/d?password=p","redis_url":"redis://:p@h","http_url":"%s","home":"/h"}
                """.formatted(server.url()));
        assertThat(server.requests()).noneMatch(request -> request.line().contains("/v1/env"));
    }

    @Test
    void refusesSecondServerOnTheSameHome() throws IOException {
        localServer();
        Shell.Result result = new Shell(folder).run("up", "--port", "0");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).startsWith("chimera: HOME_LOCKED: ").contains("at " + server.url());
    }

    private void localServer() throws IOException {
        server.on("GET /v1/status", "{}");
        Path home = Files.createDirectories(folder.resolve(".chimera"));
        Files.writeString(home.resolve("server.json"), """
                {"pid":1,"http_url":"%s","operator_token":"operator","moderator_token":"moderator"}""".formatted(server.url()));
    }
}
