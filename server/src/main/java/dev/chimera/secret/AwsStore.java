package dev.chimera.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chimera.failure.ChimeraException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * AWS Secrets Manager. A secret is fetched whole and kept for a short time, so that its members cost one call; several
 * threads that want the same one make one call together. Failures are not kept.
 */
final class AwsStore implements AutoCloseable {

    /** More than any installation has; the cache forgets by age long before. */
    private static final int MOST_CACHED = 10_000;

    private static final int LONGEST_REASON = 300;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Supplier<SecretsManagerClient> connect;
    private final Cache<String, String> contents;
    private @Nullable SecretsManagerClient client;

    /** @param connect called when the first secret is asked for: without one, nothing of AWS is needed */
    AwsStore(Supplier<SecretsManagerClient> connect, SecretProperties properties, InstantSource clock) {
        this.connect = connect;
        this.contents = Caffeine.newBuilder()
                .maximumSize(MOST_CACHED)
                .expireAfterWrite(properties.cache())
                .ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
                .build();
    }

    Secret read(SecretName.AwsSm name) {
        String content = contents.get(name.id(), _ -> fetch(name));
        String value = name.key() == null ? content : member(name, name.key(), content);
        if (value.isBlank()) {
            throw SecretFailures.notFound(name, "is empty", "give it a value in AWS Secrets Manager");
        }
        return new Secret(name, value);
    }

    /**
     * With a key, the other members of the secret stay as they are; two that write different members at the same moment
     * can undo each other, because AWS has no conditional write.
     */
    void write(SecretName.AwsSm name, String value) {
        String content = value;
        if (name.key() != null) {
            ObjectNode object = object(fetch(name))
                    .orElseThrow(() -> SecretFailures.notWritable(
                            name, "can't have a member: it is not a JSON object", "name it without #" + name.key()));
            content = object.put(name.key(), value).toString();
        }
        String fresh = content;
        ask(name, sm -> sm.putSecretValue(put -> put.secretId(name.id()).secretString(fresh)));
        contents.put(name.id(), fresh);
    }

    void forget(SecretName.AwsSm name) {
        contents.invalidate(name.id());
    }

    private String fetch(SecretName.AwsSm name) {
        String content = ask(name, sm -> sm.getSecretValue(get -> get.secretId(name.id())))
                .secretString();
        if (content == null) {
            throw SecretFailures.notFound(name, "is binary", "store it as text");
        }
        return content;
    }

    private static String member(SecretName name, String key, String content) {
        JsonNode member = object(content)
                .orElseThrow(() -> SecretFailures.notFound(
                        name, "is not a JSON object, so it has no member " + key, "name it without #" + key))
                .path(key);
        if (!member.isValueNode() || member.isNull()) {
            throw SecretFailures.notFound(
                    name, "has no text of that name", "add the member " + key + " in AWS Secrets Manager");
        }
        return member.asString();
    }

    /** What a parser says about a content it can't read could quote it, so nothing of that is passed on. */
    private static Optional<ObjectNode> object(String content) {
        try {
            return JSON.readTree(content) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private <T> T ask(SecretName name, Function<SecretsManagerClient, T> question) {
        try {
            return question.apply(client());
        } catch (ResourceNotFoundException _) {
            throw SecretFailures.notFound(
                    name, "is not in AWS Secrets Manager", "create it there, in the region of this server");
        } catch (InvalidRequestException | InvalidParameterException e) {
            throw SecretFailures.notFound(name, "can't be used: " + reason(e), "look at it in AWS Secrets Manager");
        } catch (SdkException e) {
            throw unavailable(name, e);
        }
    }

    private static ChimeraException unavailable(SecretName name, SdkException e) {
        return SecretFailures.unavailable(
                name,
                reason(e),
                "check AWS_REGION, the credentials and the permission secretsmanager:GetSecretValue, or try again");
    }

    private static String reason(SdkException e) {
        String message = e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorCode() + ", "
                        + service.awsErrorDetails().errorMessage()
                : String.valueOf(e.getMessage());
        String line = message.lines().findFirst().orElse("");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }

    private synchronized SecretsManagerClient client() {
        SecretsManagerClient known = client;
        if (known == null) {
            known = connect.get();
            client = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
