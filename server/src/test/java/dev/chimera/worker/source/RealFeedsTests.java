package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feeds as they are found: each file of {@code feeds/} has the quirk that its name says. */
class RealFeedsTests {

    private static Reading read(String name) {
        try (InputStream file = RealFeedsTests.class.getResourceAsStream("/feeds/" + name)) {
            assertThat(file).as(name).isNotNull();
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new SourceReader(new Fetcher(new FetchProperties(List.of())))
                    .read(List.of(new Source(0, name, text, null)));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Item only(String name) {
        Reading reading = read(name);
        assertThat(reading.unreadable()).isEmpty();
        assertThat(reading.items()).hasSize(1);
        return reading.items().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "content-encoded-only.xml; Marbled paper is back; Marbled paper is back on the shelf after two years.\\nEach sheet takes an hour to dry.; https://larkfield.example/marbled-paper/",
                "content-encoded-under-another-prefix.xml; Glue; Wheat paste keeps for a week.; https://larkfield.example/glue",
                "youtube-media-group.xml; Turning a bowl from storm oak; The oak fell in the October storm.\\nWe let it rest for two weeks & turned it green.; https://www.youtube.com/watch?v=abc123",
                "podcast.xml; Ep. 12; Orla visits the gauge house, where a float has written down the sea since 1911.; https://tidetalk.example",
                "entities-of-html.xml; Café hours; It’s open – until six. Fish & chips, R&D and AT&T.; https://example.com/1",
                "atom-with-prefixes.xml; Prefixed; Every element has a prefix.; https://example.com/prefixed",
                "atom-0.3.xml; Old & good; The old mill still turns.; https://old.example/1",
                "rss-0.91-with-doctype.xml; Ferry; The ferry runs hourly.; http://old.example/ferry",
                "rss-1.0-rdf.xml; Archive; The archive has moved to the old mill.; https://rdf.example/1",
                "undeclared-prefixes.xml; No declaration; Nobody declared this prefix.; https://example.com/1",
                "default-namespace.xml; Namespaced; The whole feed stands in a namespace.; https://example.com/1",
                "warning-above-the-feed.xml; Below; The program complained, and the feed is whole.; https://example.com/1",
                "teasers.xml; Dredging; The dredger works at night.; https://example.com/1",
                "newsletter-in-tables.xml; Letter; The oven is lit on Friday.\\nBring your own dough.\\nMon: 9; https://example.com/1"
            })
    void readsTheOnlyEntryOf(String name, String title, String text, String url) {
        Item item = only(name);
        assertThat(item.title()).isEqualTo(title);
        assertThat(item.text()).isEqualTo(text.replace("\\n", "\n"));
        if (!name.equals("podcast.xml")) {
            assertThat(item.url()).isEqualTo(url);
        }
        assertThat(item.ownNote()).isFalse();
    }

    @Test
    void readsTitlesWhereAFeedHasNothingElse() {
        assertThat(read("titles-only.xml").items())
                .extracting(Item::text)
                .containsExactly(
                        "The north gate is closed on Thursday from nine to noon", "Fresh water is back at pontoon C");
        assertThat(only("rss-0.92-without-titles.xml").text()).isEqualTo("The kiln is hot. More.");
    }

    @Test
    void readsAPodcastsLinkAndDate() {
        Item item = only("podcast.xml");
        assertThat(item.url()).isEqualTo("https://cdn.tidetalk.example/12.mp3");
        assertThat(item.published()).isEqualTo("2026-11-06T10:00:00Z");
    }

    @Test
    void readsJsonFeedAsAFeedAndNotAsTheAgentsNote() {
        Reading reading = read("json-feed-1.1.json");
        assertThat(reading.items())
                .extracting(Item::title, Item::text, Item::url)
                .containsExactly(
                        tuple(
                                "We print again",
                                "We print again from Monday.\nThe big press has a new roller.",
                                "https://otter.example/notes/1"),
                        tuple("", "A short note without a title.", "https://elsewhere.example/2"),
                        tuple("Only a summary", "Ink is late.", null));
        assertThat(reading.items()).noneMatch(Item::ownNote);
        assertThat(reading.items().getFirst().published()).isEqualTo("2026-11-02T08:00:00Z");
        assertThat(reading.leftOut())
                .extracting(LeftOut::item, LeftOut::code)
                .containsExactly(tuple("4", "ITEM_EMPTY"));
        assertThat(reading.channels())
                .containsExactly(new Channel(
                        "json-feed-1.1.json", "Otter Press", List.of("Otter Press"), "https://otter.example/"));
    }

    @Test
    void readsWhatIsWholeOfAFeedThatBreaksOff() {
        Reading reading = read("cut-off-in-the-third-entry.xml");
        assertThat(reading.items()).extracting(Item::title).containsExactly("One", "Two");
        assertThat(reading.leftOut())
                .extracting(LeftOut::item, LeftOut::code)
                .containsExactly(tuple("Three", "ITEM_CUT_OFF"));
        Reading json = read("json-feed-1.0-cut-off.json");
        assertThat(json.items()).extracting(Item::text).containsExactly("The first one is whole.");
        assertThat(json.leftOut()).extracting(LeftOut::code).containsExactly("ITEM_CUT_OFF");
    }

    @Test
    void followsRelativeLinksFromTheirBase() {
        assertThat(read("xml-base-and-relative-links.xml").items())
                .extracting(Item::url)
                .containsExactly(
                        "https://moor.example/blog/2026/11/peat.html#water",
                        "https://moor.example/larks",
                        "https://moor.example/sundew");
    }

    @Test
    void keepsLinksWithOddHostsAndQueries() {
        assertThat(read("odd-hosts-and-queries.xml").items())
                .extracting(Item::url)
                .containsExactly(
                        "https://my_shop.example.com/a",
                        "https://xn--mller-kva.example/b",
                        "https://example.com/c?tags=x%7Cy&q=a%20b",
                        "https://bakery.coffee/d",
                        "https://example.com/p%C3%A2te/%C3%A0%20pain",
                        "https://example.com/f",
                        "https://example.com/g?a=1&b=2");
    }

    @Test
    void losesNothingToControlCharacters() {
        assertThat(read("one-control-character.xml").items())
                .extracting(Item::text)
                .containsExactly("The working day begins at nine.", "A character as a reference, and one more.");
    }

    @Test
    void readsTheQuotesOfWindows() {
        assertThat(read("windows-quotes-as-references.xml").items())
                .extracting(Item::title, Item::text)
                .containsExactly(
                        tuple("Larkfield’s workshop", "Larkfield’s workshop doesn’t close – it said “no”…"),
                        tuple("Escaped", "Larkfield’s workshop doesn’t close."),
                        tuple("In CDATA", "Larkfield’s workshop doesn’t close."));
    }

    @Test
    void readsWhatWasEscapedTwice() {
        assertThat(read("escaped-twice.xml").items())
                .extracting(Item::title, Item::text)
                .containsExactly(
                        tuple("Tom & Jo’s", "It’s raining.\nBring boots."),
                        tuple("About code", "The <section> element is old."));
    }

    @Test
    void readsXhtmlAndPlainTextOfAtom() {
        assertThat(read("atom-xhtml.xml").items())
                .extracting(Item::title, Item::text, Item::url)
                .containsExactly(
                        tuple(
                                "Wool & water",
                                "Wool takes a third of its weight\nin water.",
                                "https://example.com/wool"),
                        tuple("a < b", "Five is < six & more.", null));
    }

    @Test
    void readsHtmlThatNobodyEscaped() {
        assertThat(read("unescaped-html.xml").items())
                .extracting(Item::text)
                .containsExactly(
                        "Somebody forgot to escape this.\nIt has two lines.\nAnd a second paragraph.", "Still here.");
    }

    @Test
    void takesAnEntryOnceAndSaysSo() {
        Reading reading = read("duplicate-guids.xml");
        assertThat(reading.items())
                .extracting(Item::text)
                .containsExactly("Bread at eight, corrected.", "Cake at nine.");
        assertThat(reading.leftOut())
                .extracting(LeftOut::item, LeftOut::code)
                .containsExactly(tuple("Bread", "ITEM_DUPLICATE"));
    }

    @Test
    void readsDatesInEveryStyle() {
        assertThat(read("dates-in-every-style.xml").items())
                .extracting(item -> String.valueOf(item.published()))
                .containsExactly(
                        "2026-11-02T15:05:00Z",
                        "2026-11-02T06:05:00Z",
                        "2026-11-02T07:05:09Z",
                        "null",
                        "null",
                        "2026-11-02T00:00:00Z");
    }

    @Test
    void saysOfAnEntryWithoutWordsThatItIsLeftOut() {
        Reading reading = read("nothing-in-it.xml");
        assertThat(reading.items()).extracting(Item::title).containsExactly("Words");
        assertThat(reading.leftOut())
                .containsExactly(
                        new LeftOut("nothing-in-it.xml", "p-1", "ITEM_EMPTY", "has neither a title nor a text"));
    }

    @Test
    void saysWhatADocumentIsThatIsNoFeed() {
        assertThat(read("web-page.html").unreadable()).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo("SOURCE_NOT_A_FEED");
            assertThat(one.message()).contains("it is a web page, not a feed; name its feed instead: /feed.xml");
        });
        assertThat(read("list-of-feeds.opml").unreadable())
                .extracting(Reading.Unreadable::message)
                .singleElement()
                .asString()
                .contains("OPML");
    }
}
