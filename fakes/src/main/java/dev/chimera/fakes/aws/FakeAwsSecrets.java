package dev.chimera.fakes.aws;

import dev.chimera.fakes.FakeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** AWS Secrets Manager in a process of its own, and what a test may tell it. */
public final class FakeAwsSecrets implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final FakeProcess process;
    private final HttpClient http = HttpClient.newHttpClient();

    private FakeAwsSecrets(FakeProcess process) {
        this.process = process;
    }

    public static FakeAwsSecrets start() throws IOException {
        return new FakeAwsSecrets(FakeProcess.start(SecretsManagerServer.class));
    }

    /** The endpoint for a client. */
    public URI url() {
        return process.url();
    }

    /** Makes a secret, or gives it a new current version as a rotation would. */
    public void put(String name, String value) {
        control("secrets", JSON.createObjectNode().put("name", name).put("value", value));
    }

    /** The next calls take this long. */
    public void slow(Duration each, int times) {
        control("mood", JSON.createObjectNode().put("delay_ms", each.toMillis()).put("times", times));
    }

    /**
     * The next calls are refused.
     *
     * @param type such as {@code ThrottlingException} (status 400) or {@code InternalFailure} (500)
     */
    public void refuse(int status, String type, int times) {
        control(
                "mood",
                JSON.createObjectNode().put("status", status).put("type", type).put("times", times));
    }

    /** All is well again. */
    public void recover() {
        slow(Duration.ZERO, 0);
    }

    /** How often an operation was called, retries included. */
    public int calls(String operation) {
        return control("calls", JSON.createObjectNode()).path(operation).asInt(0);
    }

    /** Ends it: from now on nobody answers. */
    public void kill() {
        process.kill();
    }

    private JsonNode control(String what, ObjectNode body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(url().resolve("/control/" + what))
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the fake answered " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while talking to the fake", e);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        process.close();
    }
}
