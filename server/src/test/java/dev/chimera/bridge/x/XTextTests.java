package dev.chimera.bridge.x;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class XTextTests {

    private static String written(String json) {
        return XText.written(JsonMapper.shared().readTree(json));
    }

    @Test
    void putsAddressesAndSignsBackWhereXReplacedThem() {
        assertThat(written("""
                        {"text": "1 &lt; 2 &amp;amp; 3 &gt; 2: https://t.co/abc and https://t.co/def",
                         "entities": {"urls": [
                            {"url": "https://t.co/abc", "expanded_url": "https://example.com/?a=1&amp;b=2"},
                            {"url": "https://t.co/def", "expanded_url": "http://example.org"}]}}
                        """))
                .isEqualTo("1 < 2 &amp; 3 > 2: https://example.com/?a=1&amp;b=2 and http://example.org");
    }

    @Test
    void takesTheLinkAwayThatXAddsForMedia() {
        assertThat(written("""
                        {"text": "Look https://t.co/pic",
                         "entities": {"urls": [{"url": "https://t.co/pic", "media_key": "3_1",
                                                "expanded_url": "https://x.com/maya/status/1/photo/1"}]}}
                        """)).isEqualTo("Look");
    }

    @ParameterizedTest
    @CsvSource({
        "see example.com, see http://example.com",
        "see https://Example.com/, see https://example.com",
        "'two  spaces', two spaces",
        "cafe\u0301, caf\u00e9",
    })
    void takesTextsForTheSameThatXMakesTheSame(String one, String other) {
        assertThat(XText.isSame(one, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "see https://example.com/a, see https://example.com/A",
        "see https://example.com/a, see https://example.com/b",
        "one, One",
        "'one\ntwo', one two",
        "'#a', a",
    })
    void keepsOtherTextsApart(String one, String other) {
        assertThat(XText.isSame(one, other)).isFalse();
    }
}
