package dev.chimera.bridge.x;

import dev.chimera.secret.Secret;
import dev.chimera.secret.SecretName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * New tokens on their way into their places.
 *
 * @param version of the tokens that these take the place of
 * @param givenAt when X gave them
 */
record Unstored(long version, Grant.Given given, Instant givenAt) {

    /** As one secret, so that they are kept together or not at all. */
    String written() {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("version", version)
                .put("access", given.access())
                .put("given_at", givenAt.toString())
                .put("expires_in", given.expiresIn().toSeconds());
        String refresh = given.refresh();
        if (refresh != null) {
            json.put("refresh", refresh);
        }
        return json.toString();
    }

    /** Empty for what is none of ours. */
    static Optional<Unstored> read(Secret kept, SecretName name) {
        try {
            JsonNode json = JsonMapper.shared().readTree(kept.reveal());
            String access = json.path("access").asString("");
            String refresh = json.path("refresh").asString("");
            if (access.isEmpty() || !json.path("version").isIntegralNumber()) {
                return Optional.empty();
            }
            Grant.Given given = new Grant.Given(
                    known(name, access),
                    refresh.isEmpty() ? null : known(name, refresh),
                    Duration.ofSeconds(json.path("expires_in").asLong(0)));
            return Optional.of(new Unstored(
                    json.path("version").asLong(),
                    given,
                    Instant.parse(json.path("given_at").asString(""))));
        } catch (JacksonException | java.time.DateTimeException _) {
            return Optional.empty();
        }
    }

    /** From here on the value is known as a secret, in whatever may be written about it. */
    private static String known(SecretName name, String value) {
        return new Secret(name, value).reveal();
    }

    /** What they are worth by now. */
    Grant.Given at(Instant now) {
        Duration left = given.expiresIn().minus(Duration.between(givenAt, now));
        @Nullable String refresh = given.refresh();
        return new Grant.Given(given.access(), refresh, left.isNegative() ? Duration.ZERO : left);
    }

    /** The record would show its secrets. */
    @Override
    public String toString() {
        return "Unstored[version=" + version + "]";
    }
}
