package dev.chimera.campaign;

import dev.chimera.secret.SecretName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign file says about where its agent posts, and whether it may by itself.
 *
 * @param twitter {@code timeline} or {@code x}; null where the file says nothing, and then it stays as it is
 * @param credentials for X; null where the file names none
 * @param ownCalls whether the agent may act with its own key; null where the file says nothing
 */
public record XSettings(
        @Nullable String twitter,
        @Nullable Credentials credentials,
        @Nullable Boolean ownCalls) {

    public XSettings(@Nullable String twitter, @Nullable Credentials credentials) {
        this(twitter, credentials, null);
    }

    /** Names of the secrets that open an account. */
    public sealed interface Credentials {

        List<SecretName> names();
    }

    public record AccessToken(SecretName accessToken) implements Credentials {
        @Override
        public List<SecretName> names() {
            return List.of(accessToken);
        }
    }

    public record OAuth1(
            SecretName consumerKey, SecretName consumerSecret, SecretName accessToken, SecretName accessTokenSecret)
            implements Credentials {
        @Override
        public List<SecretName> names() {
            return List.of(consumerKey, consumerSecret, accessToken, accessTokenSecret);
        }
    }
}
