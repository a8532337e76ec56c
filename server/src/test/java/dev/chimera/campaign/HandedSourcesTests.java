package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

class HandedSourcesTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void bringsSourcesIntoTheOrderOfTheFile() {
        assertThat(HandedSources.match(named("a.md", "https://example.com/feed", "b.xml"), JSON.readTree("""
                                [{"location": "b.xml", "error": "SOURCE_NOT_A_FEED: it is a picture"},
                                 {"location": "a.md", "content": "# A"}]
                                """)))
                .containsExactly(
                        new Source(0, "a.md", "# A", null),
                        new Source(1, "https://example.com/feed", null, null),
                        new Source(2, "b.xml", null, "SOURCE_NOT_A_FEED: it is a picture"));
    }

    @Test
    void keepsWhoseWordsTheFileDeclares() {
        assertThat(HandedSources.match(
                        List.of(
                                new NamedSource("ours.xml", true),
                                new NamedSource("guest.md", false),
                                new NamedSource("https://example.com/feed", true),
                                new NamedSource("gone.xml", true)),
                        JSON.readTree("""
                                [{"location": "ours.xml", "content": "<rss/>"}, {"location": "guest.md", "content": "# A"},
                                 {"location": "gone.xml", "error": "SOURCE_UNREADABLE: no such file"}]
                                """)))
                .extracting(Source::own)
                .containsExactly(true, false, true, true);
    }

    @Test
    void goesOnWithTheOthersWhereOneIsTooLargeOrNoTextOrMissing() {
        ArrayNode handed = JSON.createArrayNode();
        handed.addObject().put("location", "good.md").put("content", "fine");
        handed.addObject().put("location", "large.md").put("content", "x".repeat(HandedSources.MAX_CONTENT + 1));
        handed.addObject().put("location", "wide.md").put("content", "é".repeat(HandedSources.MAX_CONTENT / 2 + 1));
        handed.addObject().put("location", "binary.md").put("content", "a\u0000b");
        handed.addObject().put("location", "odd.md").put("error", "no\nsuch file");
        assertThat(HandedSources.match(
                        named("good.md", "large.md", "wide.md", "binary.md", "odd.md", "missing.md"), handed))
                .extracting(Source::failure)
                .containsExactly(
                        null,
                        "SOURCE_TOO_LARGE: it holds more than 5 MB",
                        "SOURCE_TOO_LARGE: it holds more than 5 MB",
                        "SOURCE_UNREADABLE: it is not a text file",
                        "SOURCE_UNREADABLE: no such file",
                        "SOURCE_UNREADABLE: its content was not handed in");
    }

    @Test
    void keepsAFeedWithOneCharacterThatCanNotBeStored() {
        ArrayNode handed = JSON.createArrayNode();
        handed.addObject().put("location", "feed.xml").put("content", "<rss>a\u0000b\ud800c</rss>");
        assertThat(HandedSources.match(named("feed.xml"), handed))
                .extracting(Source::content)
                .containsExactly("<rss>a b c</rss>");
    }

    @Test
    void refusesCampaignThatNoSourceIsLeftOf() {
        Failure failure = refused(
                named("a.md", "b.md"), "[{\"location\": \"a.md\", \"error\": \"SOURCE_UNREADABLE: no such file\"}]");
        assertThat(failure.code()).isEqualTo("NO_SOURCE_LEFT");
        assertThat(failure.message()).contains("a.md (SOURCE_UNREADABLE: no such file)", "b.md");
    }

    @Test
    void asksForMemberThatWasProbablyMeant() {
        Failure failure = refused(named("a.md"), "[{\"location\": \"a.md\", \"contents\": \"x\"}]");
        assertThat(failure.code()).isEqualTo("UNKNOWN_KEY");
        assertThat(failure.hint()).contains("content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "[7]",
                "[{}]",
                "[{\"location\": \"a.md\", \"content\": 7}]",
                "[{\"location\": \"stray.md\", \"content\": \"x\"}]",
                "[{\"location\": \"a.md\", \"content\": \"x\"}, {\"location\": \"a.md\", \"content\": \"y\"}]",
                "[{\"location\": \"https://example.com/feed\", \"content\": \"words in somebody's mouth\"}]"
            })
    void refusesWhatWasNotAskedFor(String handed) {
        assertThat(refused(named("a.md", "https://example.com/feed"), handed).code())
                .isEqualTo("INVALID_SOURCES");
    }

    private static List<NamedSource> named(String... locations) {
        return Stream.of(locations).map(NamedSource::at).toList();
    }

    private static Failure refused(List<NamedSource> locations, String handed) {
        ChimeraException refusal = catchThrowableOfType(
                ChimeraException.class, () -> HandedSources.match(locations, JSON.readTree(handed)));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.failure();
    }
}
