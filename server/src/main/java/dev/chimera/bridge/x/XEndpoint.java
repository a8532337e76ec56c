package dev.chimera.bridge.x;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chimera.failure.ChimeraException;
import dev.chimera.secret.SecretName;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/agents/{name}/x}: every person of the tenant may look, an OPERATOR may connect.
 *
 * <p>The verifier of PKCE and the code pass through here, and a token never does: whoever holds one names the secret.
 */
@RestController
@RequestMapping("/v1/agents/{name}/x")
class XEndpoint {

    /** What the one who will receive the callback hands in, to learn where a person has to go. */
    record Wish(
            @JsonProperty("redirect_uri") @Nullable String redirectUri,
            @Nullable String state,
            @JsonProperty("code_challenge") @Nullable String codeChallenge) {}

    record Authorization(URI url) {}

    /** Either a code with its verifier, or the name of a secret that holds a token, or the names of the four. */
    record Handed(
            @Nullable String code,
            @JsonProperty("code_verifier") @Nullable String codeVerifier,
            @JsonProperty("redirect_uri") @Nullable String redirectUri,
            @JsonProperty("access_token") @Nullable String accessToken,
            @Nullable Four oauth1) {

        /** The record would show the code. */
        @Override
        public String toString() {
            return "Handed";
        }
    }

    /** Names of secrets. */
    record Four(
            @JsonProperty("consumer_key") @Nullable String consumerKey,
            @JsonProperty("consumer_secret") @Nullable String consumerSecret,
            @JsonProperty("access_token") @Nullable String accessToken,
            @JsonProperty("access_token_secret") @Nullable String accessTokenSecret) {}

    /** @param secrets the names under which they are kept */
    record Connection(
            String agent,
            @Nullable String username,
            @JsonProperty("user_id") @Nullable String userId,
            String auth,
            String state,
            List<String> secrets) {

        static Connection of(String agent, XAccount account) {
            return new Connection(
                    agent,
                    account.username(),
                    account.userId(),
                    account.auth().kind(),
                    account.reconnectNeeded() ? "RECONNECT_NEEDED" : "CONNECTED",
                    account.auth().names().stream().map(SecretName::toString).toList());
        }
    }

    private final XConnections connections;

    XEndpoint(XConnections connections) {
        this.connections = connections;
    }

    @GetMapping
    Connection show(@PathVariable String name, Caller.Person caller) {
        return Connection.of(name, connections.show(caller, name));
    }

    @PostMapping("/authorization")
    Authorization authorize(@PathVariable String name, @RequestBody Wish wish, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        return new Authorization(connections.authorization(
                caller,
                name,
                given(wish.redirectUri(), "redirect_uri"),
                given(wish.state(), "state"),
                given(wish.codeChallenge(), "code_challenge")));
    }

    @PostMapping("/connection")
    Connection connect(@PathVariable String name, @RequestBody Handed handed, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        XAccount account;
        if (handed.accessToken() != null) {
            account = connections.connect(caller, name, new XAuth.AccessToken(secret(handed.accessToken())));
        } else if (handed.oauth1() != null) {
            account = connections.connect(caller, name, four(handed.oauth1()));
        } else {
            account = connections.exchange(
                    caller,
                    name,
                    given(handed.code(), "code"),
                    given(handed.codeVerifier(), "code_verifier"),
                    given(handed.redirectUri(), "redirect_uri"));
        }
        return Connection.of(name, account);
    }

    private static XAuth four(Four names) {
        return new XAuth.OAuth1(
                secret(given(names.consumerKey(), "oauth1.consumer_key")),
                secret(given(names.consumerSecret(), "oauth1.consumer_secret")),
                secret(given(names.accessToken(), "oauth1.access_token")),
                secret(given(names.accessTokenSecret(), "oauth1.access_token_secret")));
    }

    private static SecretName secret(String name) {
        return SecretName.parse(name.strip());
    }

    private static String given(@Nullable String value, String member) {
        if (value == null || value.isBlank()) {
            throw ChimeraException.badInput(
                    "INVALID_CONNECTION", member + " is missing", "use chimera agents connect x NAME");
        }
        return value;
    }
}
