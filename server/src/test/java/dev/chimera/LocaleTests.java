package dev.chimera;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The product with its embedded servers, in a process of its own, where numbers are written in other digits, years are
 * counted otherwise, and a small I has no dot.
 */
class LocaleTests {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String CAMPAIGN = """
            {"file": {"agent": {"name": "Ida Mill", "soul": "SOUL.md"},
                      "campaign": {"goal": "Tell people when the mill is open", "daily_budget_usd": 1.50, "posts": 1,
                                   "sources": ["mill.md"]}},
             "soul": "---\\nname: Ida Mill\\n---\\nLooks after a mill.\\n", "dry_run": false,
             "sources": [{"location": "mill.md",
                          "content": "# The mill\\n\\nThe mill is open to people on Fridays from 9 to 12 o'clock.\\n"}]}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"ar, SA, nu-arab", "fa, IR, nu-arabext", "th, TH, ca-buddhist-nu-thai", "tr, TR, nu-latn"})
    void startsWorksAndStops(String language, String country, String extensions) throws Exception {
        Path log = folder.resolve("log");
        Process server = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Duser.language=" + language,
                        "-Duser.country=" + country,
                        "-Duser.extensions=" + extensions,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.chimera.ChimeraServer",
                        "--server.port=0",
                        "--chimera.home=" + folder.resolve("home")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Path file = folder.resolve("home").resolve("server.json");
            Awaitility.await("it starts")
                    .atMost(LONG)
                    .until(() -> !server.isAlive() || (Files.exists(file) && Files.size(file) > 0));
            assertThat(server.isAlive()).as(() -> read(log)).isTrue();
            JsonNode at = JsonMapper.shared().readTree(Files.readString(file));
            String campaign =
                    ask(at, "POST", "/v1/campaigns", CAMPAIGN).path("id").asString();
            Awaitility.await("it posts").atMost(LONG).until(() -> {
                JsonNode report = ask(at, "GET", "/v1/report?campaign=" + campaign, "");
                return report.path("settled").asBoolean()
                        && report.path("posts").size() + report.path("reviews").size() == 1;
            });
        } finally {
            server.destroy();
            if (!server.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private static JsonNode ask(JsonNode at, String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(at.path("http_url").asString() + path))
                            .header(
                                    "Authorization",
                                    "Bearer " + at.path("operator_token").asString())
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JsonMapper.shared().readTree(answer.body());
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
