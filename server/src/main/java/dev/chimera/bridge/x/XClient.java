package dev.chimera.bridge.x;

import dev.chimera.failure.ChimeraException;
import dev.chimera.secret.SecretName;
import dev.chimera.secret.Secrets;
import dev.chimera.tenant.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests in the name of an account. The secret is resolved for the one request, and kept nowhere. */
@Component
class XClient {

    /** Who the account is. */
    static final String ME = "/2/users/me?user.fields=username";

    private final XHttp http;
    private final Secrets secrets;
    private final XProperties properties;
    private final InstantSource clock;
    private final JsonMapper json;

    XClient(XHttp http, Secrets secrets, XProperties properties, InstantSource clock, JsonMapper json) {
        this.http = http;
        this.secrets = secrets;
        this.properties = properties;
        this.clock = clock;
        this.json = json;
    }

    /**
     * @param tenant whose account it is, and so whose secrets may be used
     * @param path with its query
     * @throws NotSentException when nothing was sent
     * @throws LostAnswerException when there is no answer
     * @throws ChimeraException when a secret can't be resolved; nothing was sent then
     */
    XAnswer get(TenantId tenant, XAuth auth, String path) throws NotSentException {
        URI address = properties.at(path);
        return http.send(
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .header("Authorization", authorization(tenant, auth, "GET", address))
                        .build(),
                properties.timeout());
    }

    /** Who an access token that is not kept yet belongs to. */
    XAnswer me(String accessToken) throws NotSentException {
        return http.send(
                HttpRequest.newBuilder(properties.at(ME))
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + accessToken)
                        .build(),
                properties.timeout());
    }

    /** A request that has all it needs, secrets included, and only has to be sent. */
    record Ready(HttpRequest request, Duration patience) {
        /** The record would show its secrets. */
        @Override
        public String toString() {
            return "Ready[" + request.method() + " " + request.uri().getPath() + "]";
        }
    }

    /**
     * A POST with its credentials, which may take seconds to resolve: whoever has a last moment looks at the clock between
     * this and {@link #send}.
     *
     * @throws ChimeraException when a secret can't be resolved
     */
    Ready ready(TenantId tenant, XAuth auth, String path, JsonNode body) {
        return ready(
                tenant,
                auth,
                path,
                "application/json",
                BodyPublishers.ofString(json.writeValueAsString(body)),
                properties.timeout());
    }

    /** Like {@link #get}; sent once, and never again by itself. */
    XAnswer post(TenantId tenant, XAuth auth, String path, JsonNode body) throws NotSentException {
        return send(ready(tenant, auth, path, body));
    }

    /** Sends it once, and never again by itself. */
    XAnswer send(Ready ready) throws NotSentException {
        return http.send(ready.request(), ready.patience());
    }

    XAnswer post(TenantId tenant, XAuth auth, String path, String type, BodyPublisher body, Duration patience)
            throws NotSentException {
        return send(ready(tenant, auth, path, type, body, patience));
    }

    private Ready ready(TenantId tenant, XAuth auth, String path, String type, BodyPublisher body, Duration patience) {
        URI address = properties.at(path);
        return new Ready(
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .header("Content-Type", type)
                        .header("Authorization", authorization(tenant, auth, "POST", address))
                        .POST(body)
                        .build(),
                patience);
    }

    private String authorization(TenantId tenant, XAuth auth, String method, URI address) {
        return switch (auth) {
            case XAuth.OAuth2(SecretName access, SecretName _) ->
                "Bearer " + secrets.resolveOwn(access).reveal().strip();
            case XAuth.AccessToken(SecretName access) -> "Bearer " + reveal(tenant, access);
            case XAuth.OAuth1 one ->
                new OAuth1Signature(
                                reveal(tenant, one.consumerKey()),
                                reveal(tenant, one.consumerSecret()),
                                reveal(tenant, one.access()),
                                reveal(tenant, one.accessSecret()))
                        .header(
                                method,
                                address,
                                Map.of(),
                                UUID.randomUUID().toString().replace("-", ""),
                                clock.instant().getEpochSecond());
        };
    }

    private String reveal(TenantId tenant, SecretName name) {
        return secrets.resolve(tenant.value(), name).reveal().strip();
    }
}
