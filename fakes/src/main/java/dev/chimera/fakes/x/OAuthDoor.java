package dev.chimera.fakes.x;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** OAuth 2 with PKCE, in the person's browser and between servers. */
final class OAuthDoor {

    private final Accounts accounts;
    private final Control control;

    OAuthDoor(Accounts accounts, Control control) {
        this.accounts = accounts;
        this.control = control;
    }

    /** The page on which a person lets an app in; here it decides at once. */
    void authorize(Call call) throws IOException, Call.RefusedException {
        Map<String, String> query = call.query();
        String redirect = query.getOrDefault("redirect_uri", "");
        boolean complete = "code".equals(query.get("response_type"))
                && control.clientId().equals(query.get("client_id"))
                && "S256".equals(query.get("code_challenge_method"))
                && query.getOrDefault("code_challenge", "").length() == 43
                && !query.getOrDefault("state", "").isEmpty()
                && redirect.startsWith("http");
        if (!complete || !Accounts.allScopes().containsAll(Accounts.scopes(query.getOrDefault("scope", "-")))) {
            throw Call.problem(400, "Something went wrong", "You weren't able to give access to the App.");
        }
        Accounts.@Nullable User user = control.login();
        String answer = user == null
                ? "error=access_denied"
                : "code="
                        + accounts.code(
                                user,
                                Accounts.scopes(query.getOrDefault("scope", "")),
                                query.getOrDefault("code_challenge", ""),
                                redirect);
        call.redirect(redirect + "?state=" + URLEncoder.encode(query.getOrDefault("state", ""), StandardCharsets.UTF_8)
                + "&" + answer);
    }

    ObjectNode token(Call call) throws Call.RefusedException {
        if (!call.header("Content-Type").startsWith("application/x-www-form-urlencoded")) {
            throw Accounts.oauth(400, "invalid_request", "The body is no form.");
        }
        Map<String, String> form = call.form();
        String secret = control.clientSecret();
        if (secret != null) {
            String pair = control.clientId() + ":" + secret;
            String right = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            if (!call.header("Authorization").equals(right)) {
                throw Accounts.oauth(401, "unauthorized_client", "Missing valid authorization header");
            }
        } else if (!control.clientId().equals(form.get("client_id"))) {
            throw Accounts.oauth(400, "invalid_request", "Value passed for the client id was invalid.");
        }
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" ->
                accounts.exchange(
                        form.getOrDefault("code", ""),
                        form.getOrDefault("code_verifier", ""),
                        form.getOrDefault("redirect_uri", ""));
            case "refresh_token" -> accounts.refresh(form.getOrDefault("refresh_token", ""));
            default -> throw Accounts.oauth(400, "unsupported_grant_type", "The grant type is not supported.");
        };
    }
}
