package dev.chimera.bridge.x;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Redaction;
import dev.chimera.secret.Secret;
import dev.chimera.secret.SecretName;
import dev.chimera.secret.Secrets;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** {@code POST /2/oauth2/token}: asks once, and tells an invalid token from a network that fails. */
@Component
class TokenEndpoint {

    /** X's tokens last two hours; what an answer forgets to say is taken for that. */
    private static final long USUAL_SECONDS = 7200;

    private final XHttp http;
    private final Secrets secrets;
    private final XProperties properties;

    TokenEndpoint(XHttp http, Secrets secrets, XProperties properties) {
        this.http = http;
        this.secrets = secrets;
        this.properties = properties;
    }

    /** @throws ChimeraException X_CLIENT_MISSING, or what {@link Secrets#resolveOwn} throws for the client's secret */
    Grant refresh(Secret token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", token.reveal());
        return ask(form);
    }

    /** @throws ChimeraException X_CLIENT_MISSING, or what {@link Secrets#resolveOwn} throws for the client's secret */
    Grant exchange(String code, String verifier, String redirectUri) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("code_verifier", verifier);
        form.put("redirect_uri", redirectUri);
        return ask(form);
    }

    /** @throws ChimeraException X_CLIENT_MISSING when no app is configured */
    String clientId() {
        if (properties.clientId().isBlank()) {
            throw ChimeraException.badInput(
                    "X_CLIENT_MISSING",
                    "the server does not know our app on X",
                    "set CHIMERA_X_CLIENT_ID to the client id of X's developer console for the server, or connect with"
                            + " --access-token");
        }
        return properties.clientId().strip();
    }

    private Grant ask(Map<String, String> form) {
        String client = clientId();
        form.put("client_id", client);
        HttpRequest.Builder request = HttpRequest.newBuilder(properties.at("/2/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json");
        SecretName secret = properties.clientSecretName();
        if (secret != null) {
            String pair = client + ":" + secrets.resolveOwn(secret).reveal();
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        request.POST(BodyPublishers.ofString(encoded(form)));
        try {
            return read(http.send(request.build(), properties.timeout()));
        } catch (NotSentException e) {
            return new Grant.NotAsked(String.valueOf(e.getMessage()));
        } catch (LostAnswerException e) {
            return new Grant.Unknown(Redaction.of(e.why()));
        }
    }

    private static Grant read(XAnswer answer) {
        JsonNode body = answer.body();
        String access = body.path("access_token").asString("");
        if (answer.succeeded() && !access.isEmpty()) {
            String refresh = body.path("refresh_token").asString("");
            long seconds = body.path("expires_in").asLong(USUAL_SECONDS);
            return new Grant.Given(
                    access, refresh.isEmpty() ? null : refresh, Duration.ofSeconds(Math.max(0, seconds)));
        }
        String why = "X answered " + answer.status() + ": " + Redaction.of(answer.reason());
        if (isInvalid(answer)) {
            return new Grant.Invalid(why);
        }
        boolean definite = answer.status() == 400 || answer.status() == 401 || answer.status() == 403;
        return definite ? new Grant.Refused(why) : new Grant.Unknown(why);
    }

    /** The standard's word, and the two sentences with which X says the same under another word. */
    private static boolean isInvalid(XAnswer answer) {
        String error = answer.body().path("error").asString("");
        String description = answer.body().path("error_description").asString("");
        return answer.status() / 100 == 4
                && (error.equals("invalid_grant")
                        || (error.equals("invalid_request")
                                && (description.startsWith("Value passed for the token was invalid")
                                        || description.startsWith(
                                                "Value passed for the authorization code was invalid"))));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(each -> each.getKey() + "=" + OAuth1Signature.encode(each.getValue()))
                .collect(Collectors.joining("&"));
    }
}
