package dev.chimera.bridge.x;

import dev.chimera.secret.SecretName;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How X is spoken with.
 *
 * @param baseUrl {@code chimera.x.base-url} ({@code CHIMERA_X_BASE_URL}): where X's API is; default X's own
 * @param authorizeUrl {@code chimera.x.authorize-url}: where a person lets our app in; default X's page, and {@code
 *     /2/oauth2/authorize} below any other base address
 * @param clientId {@code chimera.x.client-id}: our app, as X's developer console names it; needed for OAuth 2 only
 * @param clientSecret {@code chimera.x.client-secret}: the name of the secret of an app that X calls confidential; unset
 *     for a public one
 * @param tokens {@code chimera.x.tokens}: the name of the secret in which a token is kept that we obtained, where {@code
 *     {agent}} is the agent's id and {@code {token}} is {@code access} or {@code refresh}; default {@code
 *     home:x-{agent}-{token}}; processes on several machines need a place that they share, such as {@code
 *     aws-sm:chimera-x-{agent}#{token}}
 * @param timeout {@code chimera.x.timeout}: how long an answer is waited for; after it the outcome of a post is UNKNOWN;
 *     default 6 s, below {@code chimera.effect.timeout}
 * @param refreshLease {@code chimera.x.refresh-lease}: for how long a process that died while it refreshed tokens keeps
 *     the others from trying; default 30 s
 * @param refreshWait {@code chimera.x.refresh-wait}: how long a post waits for tokens that another process refreshes;
 *     default 3 s
 * @param mediaTimeout {@code chimera.x.media-timeout}: how long fetching a medium, and X's processing of it, may take
 *     each; default 2 min
 * @param mostVideoBytes {@code chimera.x.most-video-bytes}: the largest MP4 that is taken; default 64 MB, and X takes no
 *     more than 512 MB
 */
@ConfigurationProperties("chimera.x")
public record XProperties(
        @DefaultValue(X) URI baseUrl,
        @Nullable URI authorizeUrl,
        @DefaultValue("") String clientId,
        @Nullable String clientSecret,
        @DefaultValue("home:x-{agent}-{token}") String tokens,
        @DefaultValue("6s") Duration timeout,
        @DefaultValue("30s") Duration refreshLease,
        @DefaultValue("3s") Duration refreshWait,
        @DefaultValue("2m") Duration mediaTimeout,
        @DefaultValue("67108864") long mostVideoBytes) {

    private static final String X = "https://api.x.com";
    private static final String AUTHORIZE = "https://x.com/i/oauth2/authorize";
    private static final String PLACEHOLDER = "00000000-0000-0000-0000-000000000000";

    public XProperties {
        if (baseUrl.getHost() == null || !("http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme()))) {
            throw new IllegalArgumentException("chimera.x.base-url is no http or https address: " + baseUrl);
        }
        if (timeout.isNegative() || timeout.isZero() || refreshWait.isNegative() || mediaTimeout.isNegative()) {
            throw new IllegalArgumentException("chimera.x: times must be positive");
        }
        if (refreshLease.compareTo(timeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "chimera.x.refresh-lease is shorter than two calls may take, so two processes could refresh at once");
        }
        if (mostVideoBytes < 1 || mostVideoBytes > 512L << 20) {
            throw new IllegalArgumentException("chimera.x.most-video-bytes is not between 1 byte and 512 MB");
        }
        if (!tokens.contains("{agent}") || !tokens.contains("{token}")) {
            throw new IllegalArgumentException(
                    "chimera.x.tokens has no {agent} or no {token}: two agents would share one");
        }
        tokenName(tokens, PLACEHOLDER, "refresh");
        if (clientSecret != null && !clientSecret.isBlank()) {
            SecretName.parse(clientSecret);
        }
    }

    URI at(String path) {
        String base = baseUrl.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    URI authorize() {
        if (authorizeUrl != null) {
            return authorizeUrl;
        }
        return baseUrl.equals(URI.create(X)) ? URI.create(AUTHORIZE) : at("/2/oauth2/authorize");
    }

    SecretName tokenName(UUID agent, String token) {
        return tokenName(tokens, agent.toString(), token);
    }

    private static SecretName tokenName(String pattern, String agent, String token) {
        return SecretName.parse(pattern.replace("{agent}", agent).replace("{token}", token));
    }

    @Nullable
    SecretName clientSecretName() {
        return clientSecret == null || clientSecret.isBlank() ? null : SecretName.parse(clientSecret);
    }
}
