package dev.chimera.testing;

import dev.chimera.fakes.x.FakeX;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fake X, what it recorded, and a home whose secrets open it. */
public final class OnX implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final FakeX fake;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    private OnX(FakeX fake, Path folder) {
        this.fake = fake;
        this.folder = folder;
    }

    public static OnX start() {
        try {
            Path folder = Files.createTempDirectory("chimera-x");
            Files.createDirectories(folder.resolve("secrets"));
            return new OnX(FakeX.start(folder.resolve("ledger.jsonl")), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An account on X with tokens of both kinds. */
    public record Account(
            String username,
            String userId,
            String accessToken,
            String refreshToken,
            String consumerKey,
            String consumerSecret,
            String oauth1Token,
            String oauth1TokenSecret) {}

    public URI url() {
        return fake.url();
    }

    public Path home() {
        return folder;
    }

    /** What a server needs to speak with this X, and to find its secrets. */
    public List<String> properties(String... more) {
        List<String> properties = new ArrayList<>(
                List.of("chimera.x.base-url=" + url(), "chimera.home=" + folder, "chimera.x.client-id=fake-client"));
        properties.addAll(List.of(more));
        return properties;
    }

    /** Its answer, as JSON. */
    public JsonNode control(String what, Map<String, ?> wish) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url().resolve("/control/" + what))
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(wish)))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(what + " " + wish + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public Account account() {
        String username = "u" + UUID.randomUUID().toString().substring(0, 8);
        JsonNode made = control("accounts", Map.of("username", username));
        return new Account(
                username,
                made.path("user_id").asString(),
                made.path("access_token").asString(),
                made.path("refresh_token").asString(),
                made.path("consumer_key").asString(),
                made.path("consumer_secret").asString(),
                made.path("oauth1_token").asString(),
                made.path("oauth1_token_secret").asString());
    }

    public void fails(String endpoint, String fault) {
        control("faults", Map.of("endpoint", endpoint, "fault", fault, "times", 1));
    }

    public int calls(String endpoint) {
        return control("calls", Map.of()).path(endpoint).asInt(0);
    }

    /** Puts a value where {@code home:NAME} finds it, and gives that name. */
    public String secret(String name, String value) {
        try {
            Files.writeString(folder.resolve("secrets").resolve(name), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "home:" + name;
    }

    public String readSecret(String name) {
        try {
            return Files.readString(folder.resolve("secrets").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is really out there of an account, oldest first. */
    public List<JsonNode> posts(Account account) {
        try {
            return Files.readAllLines(folder.resolve("ledger.jsonl")).stream()
                    .map(JSON::readTree)
                    .filter(post -> post.path("user_id").asString().equals(account.userId()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        fake.close();
        http.close();
    }
}
