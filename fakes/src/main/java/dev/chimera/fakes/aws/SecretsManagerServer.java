package dev.chimera.fakes.aws;

import com.sun.net.httpserver.HttpExchange;
import dev.chimera.fakes.FakeServer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The process. The protocol: every operation is a POST to {@code /} with {@code X-Amz-Target}. The control, ours:
 *
 * <pre>
 *   POST /control/secrets {"name","value"}                       makes a secret, or rotates it
 *   POST /control/mood    {"delay_ms","status","type","times"}   the next calls are slow, or refused with this error
 *   GET  /control/calls   {"GetSecretValue":3,...}               how often each operation was called
 * </pre>
 */
final class SecretsManagerServer {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TARGET = "secretsmanager.";

    /** Signature version 4, as its header always looks. */
    private static final Pattern SIGNED = Pattern.compile("AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/[a-z0-9-]+/"
            + "secretsmanager/aws4_request, ?SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, ?Signature=[0-9a-f]{64}");

    private final InstantSource clock = InstantSource.system();
    private final Map<String, StoredSecret> secrets = new LinkedHashMap<>();
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private Mood mood = Mood.WELL;

    private SecretsManagerServer() {}

    public static void main(String[] args) throws IOException {
        SecretsManagerServer server = new SecretsManagerServer();
        FakeServer.open("chimera-fake-aws-secrets-manager", server::handle).runUntilInputEnds();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            String path = exchange.getRequestURI().getPath();
            ObjectNode answer = path.startsWith("/control/")
                    ? control(path, body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body))
                    : operation(exchange, body);
            send(exchange, 200, answer);
        } catch (Refusal e) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", e.type());
            send(
                    exchange,
                    e.status(),
                    JSON.createObjectNode().put("__type", e.type()).put("Message", e.message()));
        }
    }

    private static void send(HttpExchange exchange, int status, ObjectNode answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private ObjectNode operation(HttpExchange exchange, byte[] body) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!exchange.getRequestMethod().equals("POST") || target == null || !target.startsWith(TARGET)) {
            throw Refusal.badRequest("UnknownOperationException", "");
        }
        String operation = target.substring(TARGET.length());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(count(operation)));
        if (authorization == null) {
            throw Refusal.badRequest("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        if (!SIGNED.matcher(authorization).matches()
                || exchange.getRequestHeaders().getFirst("X-Amz-Date") == null) {
            throw Refusal.badRequest("IncompleteSignatureException", "the signature is not one of version 4");
        }
        if (!"application/x-amz-json-1.1".equals(type)) {
            throw Refusal.badRequest("SerializationException", "");
        }
        JsonNode request = parse(body);
        return switch (operation) {
            case "GetSecretValue" -> get(request);
            case "PutSecretValue" -> put(request);
            default -> throw Refusal.badRequest("UnknownOperationException", "");
        };
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException _) {
            throw Refusal.badRequest("SerializationException", "");
        }
    }

    /** @return how many milliseconds the call has to take */
    private synchronized long count(String operation) {
        calls.merge(operation, 1, Integer::sum);
        Mood now = mood;
        mood = mood.next();
        if (now.refusal() != null) {
            throw now.refusal();
        }
        return now.delayMs();
    }

    private synchronized ObjectNode get(JsonNode request) {
        StoredSecret secret = find(request);
        String stage = request.path("VersionStage").asString("AWSCURRENT");
        StoredSecret.Version version = (request.hasNonNull("VersionId")
                        ? secret.version(request.path("VersionId").asString())
                        : secret.stage(stage))
                .orElseThrow(() -> Refusal.badRequest(
                        "ResourceNotFoundException",
                        "Secrets Manager can't find the specified secret value for staging label: " + stage));
        ObjectNode answer = described(secret, version)
                .put("SecretString", version.value())
                .put("CreatedDate", clock.millis() / 1000.0);
        answer.putArray("VersionStages").add(stage);
        return answer;
    }

    private synchronized ObjectNode put(JsonNode request) {
        StoredSecret secret = find(request);
        String token = request.path("ClientRequestToken").asString("");
        JsonNode value = request.path("SecretString");
        if (!value.isString() || value.asString().isEmpty() || token.length() < 32) {
            throw Refusal.badRequest("InvalidParameterException", "SecretString or ClientRequestToken is not valid");
        }
        StoredSecret.Version known = secret.version(token).orElse(null);
        if (known != null && !known.value().equals(value.asString())) {
            throw Refusal.badRequest("ResourceExistsException", "there is another version with this token");
        }
        if (known == null) {
            secret.put(token, value.asString());
        }
        ObjectNode answer = described(secret, new StoredSecret.Version(token, value.asString()));
        answer.putArray("VersionStages").add("AWSCURRENT");
        return answer;
    }

    private StoredSecret find(JsonNode request) {
        String id = request.path("SecretId").asString("");
        if (id.isEmpty()) {
            throw Refusal.badRequest("InvalidParameterException", "SecretId is missing");
        }
        return secrets.values().stream()
                .filter(secret -> secret.name().equals(id) || secret.arn().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.badRequest(
                        "ResourceNotFoundException", "Secrets Manager can't find the specified secret."));
    }

    private static ObjectNode described(StoredSecret secret, StoredSecret.Version version) {
        return JSON.createObjectNode()
                .put("ARN", secret.arn())
                .put("Name", secret.name())
                .put("VersionId", version.id());
    }

    private synchronized ObjectNode control(String path, JsonNode request) {
        ObjectNode answer = JSON.createObjectNode();
        switch (path) {
            case "/control/secrets" ->
                secrets.computeIfAbsent(request.path("name").asString(), StoredSecret::new)
                        .put(UUID.randomUUID().toString(), request.path("value").asString());
            case "/control/mood" -> {
                int status = request.path("status").asInt(0);
                Refusal refusal = status == 0
                        ? null
                        : new Refusal(status, request.path("type").asString("InternalFailure"), "as it was told");
                mood = new Mood(
                        request.path("delay_ms").asLong(0),
                        refusal,
                        request.path("times").asInt(1));
            }
            case "/control/calls" -> calls.forEach(answer::put);
            default -> throw new Refusal(404, "UnknownControl", "there is no " + path);
        }
        return answer;
    }
}
