package dev.chimera.bridge.x;

import dev.chimera.secret.SecretName;
import java.util.List;

/** How an account lets us in: names of secrets, and what kind they are. */
sealed interface XAuth {

    /** As the column {@code auth} has it. */
    String kind();

    List<SecretName> names();

    /** A pair of tokens that we obtained, and that we replace while they last. */
    record OAuth2(SecretName access, SecretName refresh) implements XAuth {
        @Override
        public String kind() {
            return "OAUTH2";
        }

        @Override
        public List<SecretName> names() {
            return List.of(access, refresh);
        }
    }

    /** An OAuth 2 access token that somebody else obtained and replaces. */
    record AccessToken(SecretName access) implements XAuth {
        @Override
        public String kind() {
            return "ACCESS_TOKEN";
        }

        @Override
        public List<SecretName> names() {
            return List.of(access);
        }
    }

    /** The four secrets of OAuth 1.0a, which do not expire. */
    record OAuth1(SecretName consumerKey, SecretName consumerSecret, SecretName access, SecretName accessSecret)
            implements XAuth {
        @Override
        public String kind() {
            return "OAUTH1";
        }

        @Override
        public List<SecretName> names() {
            return List.of(consumerKey, consumerSecret, access, accessSecret);
        }
    }
}
