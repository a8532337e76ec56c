package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.secret.SecretName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code agent.twitter}, {@code agent.x} and {@code agent.own_calls} of a campaign file. */
final class XSection {

    private static final KnownKeys X = KnownKeys.at("agent.x", "access_token", "oauth1");
    private static final KnownKeys OAUTH1 =
            KnownKeys.at("agent.x.oauth1", "consumer_key", "consumer_secret", "access_token", "access_token_secret");
    private static final List<KnownKeys> LEVELS = List.of(X, OAUTH1);
    private static final String HINT =
            "write {access_token: env:NAME}, or {oauth1: {consumer_key, consumer_secret, access_token,"
                    + " access_token_secret}} with the name of a secret each";

    private XSection() {}

    static XSettings read(JsonNode agent) {
        return new XSettings(twitter(agent), credentials(agent.path("x")), ownCalls(agent.path("own_calls")));
    }

    /** YAML 1.1 reads on and off as true and false, YAML 1.2 as words. */
    private static @Nullable Boolean ownCalls(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return switch (value.asString("")) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw ChimeraException.badInput(
                        "INVALID_CAMPAIGN",
                        "agent.own_calls is neither on nor off: " + PlainText.excerpt(value),
                        "off keeps the agent from acting with its own key; leave it out for on");
        };
    }

    private static @Nullable String twitter(JsonNode agent) {
        if (!agent.has("twitter")) {
            return null;
        }
        String twitter = agent.path("twitter").asString("");
        if (!twitter.equals("timeline") && !twitter.equals("x")) {
            throw ChimeraException.badInput(
                    "INVALID_CAMPAIGN",
                    "agent.twitter is neither timeline nor x: " + PlainText.excerpt(agent.path("twitter")),
                    "leave it out: posts go to the timeline");
        }
        return twitter;
    }

    private static XSettings.@Nullable Credentials credentials(JsonNode x) {
        if (x.isMissingNode()) {
            return null;
        }
        requireObject(x, "agent.x");
        X.check(x, LEVELS);
        if (x.has("access_token") == x.has("oauth1")) {
            throw invalid("agent.x names " + (x.has("oauth1") ? "two ways in" : "no way in"));
        }
        if (x.has("access_token")) {
            return new XSettings.AccessToken(name(x, "agent.x", "access_token"));
        }
        JsonNode oauth1 = x.path("oauth1");
        requireObject(oauth1, "agent.x.oauth1");
        OAUTH1.check(oauth1, LEVELS);
        return new XSettings.OAuth1(
                name(oauth1, "agent.x.oauth1", "consumer_key"),
                name(oauth1, "agent.x.oauth1", "consumer_secret"),
                name(oauth1, "agent.x.oauth1", "access_token"),
                name(oauth1, "agent.x.oauth1", "access_token_secret"));
    }

    /** The value is never repeated: what stands where a name should may be the token itself. */
    private static SecretName name(JsonNode section, String path, String key) {
        JsonNode value = section.path(key);
        if (!value.isString()) {
            throw invalid(path + "." + key + " is not the name of a secret");
        }
        try {
            return SecretName.parse(value.asString().strip());
        } catch (ChimeraException e) {
            Failure failure = e.failure();
            throw ChimeraException.badInput(
                    failure.code(), path + "." + key + ": " + failure.message(), failure.hint());
        }
    }

    private static void requireObject(JsonNode section, String path) {
        if (!section.isObject()) {
            throw invalid(path + " is not a set of keys");
        }
    }

    private static ChimeraException invalid(String message) {
        return ChimeraException.badInput("INVALID_CAMPAIGN", message, HINT);
    }
}
