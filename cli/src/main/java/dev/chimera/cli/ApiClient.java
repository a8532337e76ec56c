package dev.chimera.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server's HTTP API, in JSON. Every method answers the JSON of a success and throws a {@link CliFailure} for anything
 * else: the server's own error repeated, or {@code SERVER_UNREACHABLE}.
 */
final class ApiClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** For what the server hands on: a video, and its processing elsewhere. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final HttpClient http;
    private final URI server;
    private final @Nullable String token;
    private final Duration patience;

    ApiClient(URI server, @Nullable String token) {
        this(client(), server, token, ANSWER_TIMEOUT);
    }

    private ApiClient(HttpClient http, URI server, @Nullable String token, Duration patience) {
        this.http = http;
        this.server = server;
        this.token = token;
        this.patience = patience;
    }

    /** HTTP/1.1 from the start: nothing here needs the upgrade, and some proxies stumble over it. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    ApiClient as(@Nullable String otherToken) {
        return new ApiClient(http, server, otherToken, patience);
    }

    ApiClient patiently() {
        return new ApiClient(http, server, token, PATIENCE);
    }

    URI server() {
        return server;
    }

    JsonNode get(Resource resource) throws InterruptedException {
        return send(request(resource, patience).GET().build());
    }

    /** Whether a server answers here and knows the token; a server whose database is away answers 503 and lives. */
    boolean answers(Duration bound) throws InterruptedException {
        try {
            HttpRequest request = request(Resource.of("status"), bound).GET().build();
            int status = whole(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 || status == 503;
        } catch (IOException e) {
            return false;
        }
    }

    JsonNode post(Resource resource) throws InterruptedException {
        return send(request(resource, patience)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    JsonNode post(Resource resource, JsonNode body) throws InterruptedException {
        return send(request(resource, patience)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.compact(body)))
                .build());
    }

    /** The bytes of a file, as they are. */
    JsonNode post(Resource resource, Path file) throws InterruptedException {
        try {
            return send(request(resource, patience)
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                    .build());
        } catch (FileNotFoundException e) {
            throw CliFailure.badInput("FILE_NOT_FOUND", file + " can't be read", "check that it is there");
        }
    }

    JsonNode delete(Resource resource) throws InterruptedException {
        return send(request(resource, patience).DELETE().build());
    }

    private HttpRequest.Builder request(Resource resource, Duration bound) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(server, resource.path()))
                .timeout(bound)
                .header("Accept", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    static URI at(URI server, String path) {
        String base = server.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    /** The request's own timeout ends with the headers; this one covers a body that drips, or stops in the middle. */
    private <T> HttpResponse<T> whole(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        Duration bound = request.timeout().orElse(patience);
        CompletableFuture<HttpResponse<T>> pending = http.sendAsync(request, body);
        try {
            return pending.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + bound.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            pending.cancel(true);
        }
    }

    private JsonNode send(HttpRequest request) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = whole(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable(e);
        }
        JsonNode body;
        try {
            body = response.body().isBlank() ? Json.object() : Json.parse(response.body());
        } catch (JacksonException e) {
            throw new CliFailure(
                    ExitStatus.FAILED,
                    "UNEXPECTED_ANSWER",
                    server + " answered " + response.statusCode() + " without JSON",
                    "check that a Chimera server is at that address",
                    e);
        }
        if (response.statusCode() / 100 == 2) {
            return body;
        }
        throw refused(response.statusCode(), body.path("error"));
    }

    private CliFailure refused(int status, JsonNode error) {
        String code = Json.text(error, "code");
        String message = Json.text(error, "message");
        String hint = Json.text(error, "hint");
        return new CliFailure(
                exitStatus(status),
                code.isEmpty() ? "HTTP_" + status : code,
                message.isEmpty() ? "the server answered " + status : message,
                hint.isEmpty() && status == 401 ? "set CHIMERA_TOKEN to a token of that server" : hint);
    }

    private static ExitStatus exitStatus(int status) {
        return switch (status) {
            case 401, 403, 409, 429 -> ExitStatus.FAILED;
            case 502, 503, 504 -> ExitStatus.UNREACHABLE;
            default -> status / 100 == 4 ? ExitStatus.BAD_INPUT : ExitStatus.FAILED;
        };
    }

    CliFailure unreachable(IOException cause) {
        return new CliFailure(
                ExitStatus.UNREACHABLE,
                CliFailure.SERVER_UNREACHABLE,
                "no answer from " + server + " (" + reason(cause) + ")",
                "start it with `chimera up`, or check CHIMERA_SERVER",
                cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case java.net.http.HttpConnectTimeoutException _ -> "connecting took too long";
            case java.net.http.HttpTimeoutException _ -> "it took too long";
            case java.net.ConnectException _ -> "connection refused";
            default -> {
                String message = cause.getMessage();
                yield message == null ? cause.getClass().getSimpleName() : message;
            }
        };
    }
}
