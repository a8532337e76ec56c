package dev.chimera.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TweetTests {

    private static final String URL = "https://example.com/" + "a".repeat(60);

    private static Draft text(String text) {
        return Tweet.parse(Map.of("text", text));
    }

    private static RefusalCode code(Map<String, Object> arguments) {
        return switch (Tweet.parse(arguments)) {
            case Refusal refusal -> refusal.code();
            case Tweet tweet -> throw new AssertionError("accepted " + tweet);
        };
    }

    @Test
    void acceptsWhatWeighs280InEveryScript() {
        assertThat(text("a".repeat(280))).isInstanceOf(Tweet.class);
        assertThat(text("咖".repeat(140))).isInstanceOf(Tweet.class);
        assertThat(text("☕".repeat(140))).isInstanceOf(Tweet.class);
        // A family is seven code points, and one emoji that weighs 2.
        assertThat(text("👨‍👩‍👧‍👦".repeat(40))).isInstanceOf(Tweet.class);
        // An address weighs 23 however long it is.
        assertThat(text("a".repeat(195) + " " + URL)).isInstanceOf(Tweet.class);
        // Short addresses weigh 23 too.
        assertThat(text("a".repeat(256) + " x.com")).isInstanceOf(Tweet.class);
    }

    @Test
    void refusesWhatWeighsOneMore() {
        assertThat(code(Map.of("text", "a".repeat(281)))).isEqualTo(RefusalCode.TEXT_TOO_LONG);
        assertThat(code(Map.of("text", "咖".repeat(140) + "a"))).isEqualTo(RefusalCode.TEXT_TOO_LONG);
        assertThat(code(Map.of("text", "☕".repeat(140) + "a"))).isEqualTo(RefusalCode.TEXT_TOO_LONG);
        assertThat(code(Map.of("text", "a".repeat(257) + " x.com"))).isEqualTo(RefusalCode.TEXT_TOO_LONG);
        assertThat(code(Map.of("text", "é".repeat(281)))).isEqualTo(RefusalCode.TEXT_TOO_LONG);
    }

    @Test
    void countsAsXDoesAndNotOneCharacterAfterTheOther() {
        // 281 characters with an address in them, and 223 weighted.
        assertThat(text("a".repeat(200) + " " + URL)).isInstanceOf(Tweet.class);
        assertThat(text("👨‍👩‍👧‍👦".repeat(41))).isInstanceOf(Tweet.class);
        // A tracking link of 139 characters after a text of 145: 285 of them, and 169 weighted.
        String tracked = "https://example.com/p?utm_source=feed&id=" + "7".repeat(98);
        assertThat(tracked).hasSize(139);
        assertThat(text("a".repeat(145) + " " + tracked)).isInstanceOf(Tweet.class);
        assertThat(code(Map.of("text", "a".repeat(257) + " " + tracked))).isEqualTo(RefusalCode.TEXT_TOO_LONG);
    }

    @Test
    void countsAHugeTextWithoutWeighingIt() {
        assertThat(text("x".repeat(200_000)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.message()).contains("200000 characters"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "   ", "\n", "nul\0", "bell\u0007", "tab\there", "\r\n", "half \ud83d", "\ufffe", "a\u0085b"
            })
    void refusesTextThatIsNoText(String text) {
        assertThat(code(Map.of("text", text))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void refusesArgumentsOfTheWrongForm() {
        assertThat(code(Map.of())).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", 17))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "is_ai_labeled", "no"))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "media_ids", "1"))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "media_ids", List.of(1)))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "media_ids", List.of("a")))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "media_ids", List.of("1", "1")))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "media_ids", List.of("1", "2", "3", "4", "5"))))
                .isEqualTo(RefusalCode.INVALID_ARGUMENT);
        assertThat(code(Map.of("text", "hi", "Text", "hi"))).isEqualTo(RefusalCode.INVALID_ARGUMENT);
    }

    @Test
    void keepsFourMediaInTheirOrder() {
        assertThat(Tweet.parse(Map.of("text", "hi", "media_ids", List.of("4", "1", "3", "2"))))
                .isEqualTo(new Tweet("hi", List.of("4", "1", "3", "2"), null));
    }

    @Test
    void roundsTheWaitUpToWholeSeconds() {
        Refusal refusal = new Refusal(RefusalCode.RATE_LIMITED, "", java.time.Duration.ofMillis(1_001));
        assertThat(refusal.retryAfterSeconds()).isEqualTo(2);
    }
}
