package dev.chimera.fakes.x;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.fakes.FakeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fake that is wrong proves nothing: what it answers follows the document that it holds its callers to. */
class FakeXTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private FakeX fake;
    private JsonNode account;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        fake = FakeX.start(folder.resolve("ledger.jsonl"));
        account = control("accounts", Map.of("username", "maya"));
    }

    @AfterEach
    void stop() {
        fake.close();
        http.close();
    }

    private JsonNode control(String what, Map<String, ?> wish) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(fake.url().resolve("/control/" + what))
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(wish))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder as(String path) {
        return HttpRequest.newBuilder(fake.url().resolve(path))
                .header(
                        "Authorization",
                        "Bearer " + account.path("access_token").asString())
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(as(path).POST(BodyPublishers.ofString(body)));
    }

    private static void follows(String method, String template, HttpResponse<String> answer) throws IOException {
        assertThat(Contract.load().wrongWithAnswer(method, template, answer.statusCode(), JSON.readTree(answer.body())))
                .as(answer.body())
                .isEmpty();
    }

    private HttpResponse<String> token(String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(fake.url().resolve("/2/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    @Test
    void answersAsItsDocumentSays() throws Exception {
        String user = account.path("user_id").asString();
        HttpResponse<String> created =
                post("/2/tweets", "{\"text\": \"a & b: https://example.com/x?y=1\", \"made_with_ai\": true}");
        assertThat(created.statusCode()).isEqualTo(201);
        follows("POST", "/2/tweets", created);
        control("mentions", Map.of("username", "maya", "author", "jonas", "text", "@maya hello"));
        String page = "?max_results=5&post.fields=created_at,entities";
        follows("GET", "/2/users/{id}/tweets", send(as("/2/users/" + user + "/tweets" + page)));
        follows(
                "GET",
                "/2/users/{id}/mentions",
                send(as("/2/users/" + user + "/mentions" + page + "&expansions=author_id&user.fields=username")));
        follows("GET", "/2/users/me", send(as("/2/users/me?user.fields=username")));
        control("media", Map.of("looks", 1));
        HttpResponse<String> begun = post(
                "/2/media/upload/initialize",
                "{\"media_type\": \"image/png\", \"media_category\": \"tweet_image\", \"total_bytes\": 3}");
        follows("POST", "/2/media/upload/initialize", begun);
        String medium = JSON.readTree(begun.body()).path("data").path("id").asString();
        follows(
                "POST",
                "/2/media/upload/{id}/append",
                post("/2/media/upload/" + medium + "/append", "{\"segment_index\": 0, \"media\": \"YWJj\"}"));
        follows("POST", "/2/media/upload/{id}/finalize", post("/2/media/upload/" + medium + "/finalize", "{}"));
        follows("GET", "/2/media/upload", send(as("/2/media/upload?command=STATUS&media_id=" + medium)));
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(send(as("/2/users/me")).headers().firstValue("server"))
                .hasValueSatisfying(
                        name -> assertThat(name).startsWith("chimera-fake-x").contains("2.167"));
    }

    @Test
    void refusesWhatItsDocumentDoesNotKnow() throws Exception {
        for (String body : new String[] {
            "{\"text\": \"a\", \"is_ai_labeled\": true}",
            "{\"text\": 5}",
            "{\"text\": \"a\", \"media\": {\"media_ids\": []}}",
            "{\"text\": \"a\", \"media\": {\"media_ids\": [\"1\", \"2\", \"3\", \"4\", \"5\"]}}",
            "{\"text\": \"a\", \"media\": {\"media_ids\": [\"x\"]}}",
            "{\"text\": \"\"}",
            "[]"
        }) {
            assertThat(post("/2/tweets", body).statusCode()).as(body).isEqualTo(400);
        }
        String user = account.path("user_id").asString();
        for (String query :
                new String[] {"max_results=4", "tweet.fields=text", "post.fields=secret", "max_results=x"}) {
            assertThat(send(as("/2/users/" + user + "/tweets?" + query)).statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(Files.readAllLines(folder.resolve("ledger.jsonl"))).isEmpty();
    }

    @Test
    void writesDownWhatItPostsBeforeItLosesTheAnswer() throws Exception {
        control("faults", Map.of("endpoint", "POST /2/tweets", "fault", "ACT_THEN_504"));

        assertThat(post("/2/tweets", "{\"text\": \"gone\"}").statusCode()).isEqualTo(504);
        assertThat(post("/2/tweets", "{\"text\": \"gone\"}").body())
                .contains("You are not allowed to create a Tweet with duplicate content.");

        assertThat(Files.readAllLines(folder.resolve("ledger.jsonl"))).hasSize(1);
    }

    @Test
    void takesARefreshTokenOnceAndEndsTheOldPair() throws Exception {
        String old = account.path("refresh_token").asString();
        String form = "grant_type=refresh_token&client_id=fake-client&refresh_token=";

        HttpResponse<String> fresh = token(form + old);

        assertThat(fresh.statusCode()).as(fresh.body()).isEqualTo(200);
        assertThat(token(form + old).body()).contains("invalid_grant");
        assertThat(post("/2/tweets", "{\"text\": \"with the old one\"}").statusCode())
                .isEqualTo(401);
        control("revoke", Map.of("username", "maya"));
        String next = JSON.readTree(fresh.body()).path("refresh_token").asString();
        assertThat(token(form + next).body()).contains("Value passed for the token was invalid.");
    }

    @Test
    void showsTextsAsXDoes() throws Exception {
        post("/2/tweets", "{\"text\": \"1 < 2 & more: example.com\"}");

        JsonNode shown = JSON.readTree(
                        send(as("/2/users/" + account.path("user_id").asString() + "/tweets?post.fields=entities"))
                                .body())
                .path("data")
                .path(0);

        assertThat(shown.path("text").asString()).startsWith("1 &lt; 2 &amp; more: https://t.co/");
        JsonNode url = shown.path("entities").path("urls").path(0);
        assertThat(url.path("expanded_url").asString()).isEqualTo("http://example.com");
        assertThat(shown.path("text")
                        .asString()
                        .substring(url.path("start").asInt(), url.path("end").asInt()))
                .isEqualTo(url.path("url").asString());
    }

    @Test
    void countsWithTheHeadersOfX() throws Exception {
        control("limits", Map.of("endpoint", "POST /2/tweets", "limit", 1, "window_seconds", 60));

        HttpResponse<String> taken = post("/2/tweets", "{\"text\": \"one\"}");
        assertThat(taken.headers().firstValue("x-rate-limit-remaining")).hasValue("0");
        HttpResponse<String> refused = post("/2/tweets", "{\"text\": \"two\"}");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("x-rate-limit-reset").orElse(0))
                .isPositive();
    }

    @Test
    void runsInAProcessOfItsOwnUntilNobodyNeedsIt() throws Exception {
        Path ledger = folder.resolve("other.jsonl");
        URI url;
        try (FakeProcess process = FakeProcess.start(FakeX.class, ledger.toString())) {
            url = process.url();
            HttpResponse<String> answer = send(HttpRequest.newBuilder(url.resolve("/2/users/me")));
            assertThat(answer.statusCode()).isEqualTo(401);
        }
        assertThat(ledger).exists();
    }
}
