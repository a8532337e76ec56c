package dev.chimera.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No suitable driver found for jdbc:postgres://h/d?user=u&password=hunter2",
                "jdbc:postgresql://h/d?sslpassword=hunter2&user=u",
                "redis://:hunter2@h:6379/0",
                "redis://u:hun@ter2hunter2@h:6379/0",
                "cannot connect to rediss://default:hunter2@h",
                "https://u:hunter2@x.example/2/tweets answered 500",
                "https://api.example/?key=hunter2",
                "https://api.example/v1?a=b&access_token=hunter2, twice",
                "connect with password=hunter2;user=x"
            })
    void hidesPasswords(String text) {
        assertThat(Credentials.hidden(text)).doesNotContain("hunter2").contains("***");
        assertThat(new Failure("A_CODE", text, text).message()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://medium.com/@maya/a-post?x=1",
                "write to maya@example.com, or see https://example.com",
                "the key=value pairs of a feed",
                "password=[env:DATABASE_PASSWORD]",
                "https://example.com/?monkey=1&page=2"
            })
    void leavesOtherTextsAlone(String text) {
        assertThat(Credentials.hidden(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://h:5432/d?user=u&password=p jdbc:postgresql://h:5432/d",
                "redis://u:p@h:6379/1?timeout=1s redis://h:6379/1",
                "redis://:p@ss@h redis://h",
                "jdbc:postgresql:d?password=p jdbc:postgresql:d"
            })
    void showsAddressesWithoutTheWayIn(String address, String shown) {
        assertThat(Credentials.without(address)).isEqualTo(shown);
    }

    @Test
    void knowsWhereAPasswordStands() {
        assertThat(Credentials.in("redis://u:p%40ss@h")).containsExactly("p%40ss", "p@ss");
        assertThat(Credentials.in("jdbc:postgresql://h/d?user=u&password=a+b")).containsExactly("a+b");
        assertThat(Credentials.in("https://node.example/v2/0123456789abcdefABCDEF"))
                .containsExactly("0123456789abcdefABCDEF");
        assertThat(Credentials.in("https://node.example/v2/short")).isEmpty();
    }

    @Test
    void isFastOnHostileTexts() {
        String text = "://".repeat(50_000) + "?".repeat(50_000) + "a".repeat(100_000) + "=";
        org.junit.jupiter.api.Assertions.assertTimeout(
                java.time.Duration.ofSeconds(20), () -> Credentials.hidden(text));
    }
}
