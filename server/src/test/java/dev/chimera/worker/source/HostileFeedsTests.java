package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that were made to cost much: they end soon, in whatever was asked of them. */
class HostileFeedsTests {

    private static final int MUCH = 1_000_000;
    private static final String HEAD =
            "<rss version=\"2.0\"><channel><title>t</title><link>https://example.com</link><description>d</description>";
    private static final String LAST = "<item><title>Last</title><link>https://example.com/l</link>"
            + "<description>Still here.</description></item></channel></rss>";

    private static String document(String kind) {
        return switch (kind) {
            case "deep" -> HEAD + "<item><description>" + "<a>".repeat(MUCH / 3) + "</description></item>" + LAST;
            case "wide" -> HEAD + "<item><description>" + "<a/>".repeat(MUCH / 4) + "</description></item>" + LAST;
            case "attributes" ->
                HEAD + "<item><description " + "a='1' ".repeat(MUCH / 6) + ">x</description></item>" + LAST;
            case "quote" -> HEAD + "<item><link href=\"" + "x>".repeat(MUCH / 2) + LAST;
            case "html" ->
                HEAD + "<item><description><![CDATA[" + "<b>".repeat(MUCH / 3) + "]]></description></item>" + LAST;
            case "escaped" ->
                HEAD + "<item><description>" + "&amp;lt;p&amp;gt;".repeat(MUCH / 20) + "</description></item>" + LAST;
            case "comments" -> HEAD + "<!--".repeat(MUCH / 4) + "-->" + LAST;
            case "cdata" ->
                HEAD + "<item><description>" + "<![CDATA[x]]>".repeat(70_000) + "</description></item>" + LAST;
            case "items" -> HEAD + "<item/>".repeat(MUCH / 7) + LAST;
            case "open items" -> HEAD + "<item>".repeat(MUCH / 6) + LAST;
            case "brackets" -> "<".repeat(MUCH);
            case "json" -> "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":" + "[".repeat(MUCH);
            case "dashes" -> "-\n".repeat(MUCH / 2);
            case "lines" -> "[^1]:\n".repeat(MUCH / 6);
            case "title" -> HEAD + "<item><title>" + " \n".repeat(200_000) + "x</title></item>" + LAST;
            case "read more" ->
                HEAD + "<item><description>" + "the post ".repeat(100_000) + "</description></item>" + LAST;
            case "struck" -> "~~a ".repeat(MUCH / 4);
            case "openers" -> "[".repeat(19_000) + "x";
            case "stars" -> "*a **b _c ".repeat(4_500);
            case "ticks" -> "` `` ``` ".repeat(3_000);
            case "pointed" -> "<a ".repeat(19_000) + ">";
            case "percent" -> "%% <!-".repeat(MUCH / 6);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deep",
                "wide",
                "attributes",
                "quote",
                "html",
                "escaped",
                "comments",
                "cdata",
                "items",
                "open items",
                "brackets",
                "json",
                "title",
                "read more"
            })
    void endsSoonWithAFeed(String kind) {
        SourceReader reader = new SourceReader(new Fetcher(new FetchProperties(List.of())));
        Reading reading = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> reader.read(
                        List.of(new Source(0, "f", document(kind), null), new Source(1, "n.md", "Hi.", null))));
        assertThat(reading.items()).extracting(Item::text).contains("Hi.");
        assertThat(reading.items()).hasSizeLessThanOrEqualTo(501);
        if (List.of("deep", "wide", "comments", "cdata", "html", "escaped", "title", "attributes", "read more")
                .contains(kind)) {
            assertThat(reading.items()).extracting(Item::text).contains("Still here.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dashes", "lines", "brackets", "struck", "percent", "openers", "stars", "ticks", "pointed"})
    void endsSoonWithANote(String kind) {
        SourceReader reader = new SourceReader(new Fetcher(new FetchProperties(List.of())));
        for (String name : List.of("n.md", "n.txt")) {
            String text = document(kind);
            Reading reading = Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () -> reader.read(List.of(
                            new Source(0, name, text.substring(0, Math.min(text.length(), 400_000)), null),
                            new Source(1, "o.md", "Hi.", null))));
            assertThat(reading.items()).extracting(Item::text).contains("Hi.");
        }
    }
}
