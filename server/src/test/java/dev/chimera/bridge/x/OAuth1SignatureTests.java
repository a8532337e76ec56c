package dev.chimera.bridge.x;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OAuth1SignatureTests {

    /** The values of X's page on creating a signature, which are no secrets any more. */
    private static final OAuth1Signature EXAMPLE = new OAuth1Signature(
            "xvz1evFS4wEEPTGEFPHBog",
            "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
            "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
            "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE");

    /** The first two are X's example as it was published before the domain changed, and as it is published now. */
    @ParameterizedTest
    @CsvSource({
        "https://api.twitter.com/1.1/statuses/update.json?include_entities=true, hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D",
        "https://api.x.com/1.1/statuses/update.json?include_entities=true, Ls93hJiZbQ3akF3HF3x1Bz8%2FzU4%3D",
    })
    void signsTheExampleOfTheDocumentation(URI address, String signature) {
        String header = EXAMPLE.header(
                "POST",
                address,
                Map.of("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
                "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
                1_318_622_958L);

        assertThat(header)
                .isEqualTo("OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", "
                        + "oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature=\"" + signature
                        + "\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", "
                        + "oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", oauth_version=\"1.0\"");
    }

    /** X's page on percent encoding. */
    @ParameterizedTest
    @CsvSource({
        "'Ladies + Gentlemen', Ladies%20%2B%20Gentlemen",
        "'An encoded string!', An%20encoded%20string%21",
        "'Dogs, Cats & Mice', 'Dogs%2C%20Cats%20%26%20Mice'",
        "☃, %E2%98%83",
        "a*b~c-d.e_f, a%2Ab~c-d.e_f"
    })
    void encodesAsTheDocumentationDoes(String text, String encoded) {
        assertThat(OAuth1Signature.encode(text)).isEqualTo(encoded);
    }

    @Test
    void doesNotShowItsSecrets() {
        assertThat(EXAMPLE.toString()).doesNotContain("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw");
    }
}
