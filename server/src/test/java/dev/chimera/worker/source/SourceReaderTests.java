package dev.chimera.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.campaign.Source;
import dev.chimera.fetch.FetchProperties;
import dev.chimera.fetch.Fetcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SourceReaderTests {

    private static final String RSS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0"><channel><title>t</title><link>https://example.com</link><description>d</description>
            %s
            </channel></rss>
            """;

    private final SourceReader reader = new SourceReader(new Fetcher(new FetchProperties(List.of())));

    private Reading read(String location, String content) throws InterruptedException {
        return reader.read(List.of(new Source(0, location, content, null)));
    }

    private static String item(String title, String link, String description) {
        return "<item><title>" + title + "</title><link>" + link + "</link><pubDate>Mon, 02 Nov 2026 07:00:00 GMT"
                + "</pubDate><description><![CDATA[" + description + "]]></description></item>";
    }

    private void refuses(String location, String content, String code) throws InterruptedException {
        Reading reading = read(location, content);
        assertThat(reading.items()).isEmpty();
        assertThat(reading.unreadable()).singleElement().satisfies(one -> {
            assertThat(one.location()).isEqualTo(location);
            assertThat(one.code()).isEqualTo(code);
            assertThat(one.message()).contains(location).doesNotContain("\n");
        });
    }

    @Test
    void stripsMarkupFromRss() throws InterruptedException {
        Item item = read(
                        "f.xml",
                        RSS.formatted(item(
                                "Caf&#233; &amp; bar",
                                "https://example.com/1",
                                "<p>One &lt;two&gt;<br>three.</p><script>alert(1)</script><p style='display: none'>hidden</p>"
                                        + "<figure><figcaption>Photo</figcaption></figure><p>Four&nbsp;five.</p>")))
                .items()
                .getFirst();
        assertThat(item.title()).isEqualTo("Café & bar");
        assertThat(item.url()).isEqualTo("https://example.com/1");
        assertThat(item.text()).isEqualTo("One <two>\nthree.\nFour five.");
        assertThat(item.ownNote()).isFalse();
        assertThat(item.published()).isEqualTo("2026-11-02T07:00:00Z");
    }

    @Test
    void readsAtom() throws InterruptedException {
        Item item = read("f.atom", """
                        <feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>urn:x</id><updated>2026-11-02T07:00:00Z</updated>
                        <entry><title>One</title><id>urn:1</id><link href="https://example.com/a"/><updated>2026-11-02T07:00:00Z</updated>
                        <summary>Short.</summary><content type="html">&lt;p&gt;The longer text.&lt;/p&gt;</content></entry></feed>
                        """).items().getFirst();
        assertThat(item.text()).isEqualTo("The longer text.");
        assertThat(item.url()).isEqualTo("https://example.com/a");
    }

    @Test
    void keepsOnlyLinksThatAReaderCanFollow() throws InterruptedException {
        assertThat(read(
                                "f.xml",
                                RSS.formatted(item("a", "javascript:alert(1)", "x")
                                        + item("b", "/relative", "y")
                                        + item("c", "ftp://example.com/c", "z")))
                        .items())
                .extracting(Item::url)
                .containsExactly(null, "https://example.com/relative", null);
    }

    @Test
    void takesAtMostFiveHundredEntries() throws InterruptedException {
        String many = IntStream.range(0, 700)
                .mapToObj(n -> item("a" + n, "https://example.com/" + n, "Text."))
                .collect(Collectors.joining());
        Reading reading = read("f.xml", RSS.formatted(many));
        assertThat(reading.items()).hasSize(500);
        assertThat(reading.leftOut()).singleElement().satisfies(left -> {
            assertThat(left.code()).isEqualTo("ITEMS_OVER_LIMIT");
            assertThat(left.message()).contains("200 more");
        });
    }

    @Test
    void makesItemsOfSectionsUnderTheirHeadings() throws InterruptedException {
        List<Item> items = read("notes/n.md", """
                        ---
                        draft: true
                        ---
                        Before.

                        # One *bold*

                        First line
                        goes on. `code` stays.

                        - entry one
                        - entry two

                        > somebody else

                        ```
                        code block
                        ```
                        ## Two
                        <script>x</script>
                        """).items();
        assertThat(items).extracting(Item::title).containsExactly("", "One bold");
        assertThat(items.get(1).text()).isEqualTo("First line goes on. code stays.\nentry one\nentry two");
        assertThat(items).allMatch(Item::ownNote);
    }

    @Test
    void cutsAnArticleBetweenSentences() throws InterruptedException {
        String text = "This sentence is repeated very often. ".repeat(400);
        assertThat(read("f.xml", RSS.formatted(item("Long", "https://example.com/1", "<p>" + text + "</p>")))
                        .items()
                        .getFirst()
                        .text())
                .endsWith("often.")
                .hasSizeBetween(5_900, 6_000);
    }

    @Test
    void makesItemsOfParagraphsOfPlainText() throws InterruptedException {
        assertThat(read("n.txt", "One\nline.\r\n\r\nTwo.\n\n\n").items())
                .extracting(Item::text)
                .containsExactly("One line.", "Two.");
    }

    @Test
    void refusesFeedThatIsNotAFeed() throws InterruptedException {
        refuses("f.xml", "<html><body>no</body></html>", "SOURCE_NOT_A_FEED");
        refuses("f.rss", "just text", "SOURCE_NOT_A_FEED");
        refuses("f.atom", "", "SOURCE_NOT_A_FEED");
        refuses("f.xml", RSS.formatted("<item><title>cut off"), "SOURCE_NOT_A_FEED");
    }

    @Test
    void refusesExternalEntities() throws InterruptedException {
        String xxe = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                + RSS.formatted("<item><title>&x;</title><description>&x;</description></item>")
                        .replaceFirst("<\\?xml.*?\\?>", "");
        refuses("f.xml", xxe, "SOURCE_NOT_A_FEED");
    }

    @Test
    void refusesEntityBombs() throws InterruptedException {
        StringBuilder bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">");
        }
        bomb.append("]><rss version=\"2.0\"><channel><title>&a11;</title></channel></rss>");
        refuses("f.xml", bomb.toString(), "SOURCE_NOT_A_FEED");
    }

    @Test
    void refusesWhatIsLargerThanFiveMegabytes() throws InterruptedException {
        String text = "<p>" + "é".repeat(3 * 1024 * 1024) + "</p>";
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(5 * 1024 * 1024);
        refuses("f.xml", RSS.formatted(item("a", "https://example.com/1", text)), "SOURCE_TOO_LARGE");
        refuses("n.md", text, "SOURCE_TOO_LARGE");
    }

    @Test
    void takesWhoseWordsASourceHoldsFromItsDeclaration() throws InterruptedException {
        String feed = RSS.formatted(item("We open", "https://example.com/1", "We open at nine."));
        assertThat(reader.read(List.of(
                                new Source(0, "theirs.xml", feed, null),
                                new Source(1, "ours.xml", feed, null, true),
                                new Source(2, "ours.md", "We open at nine.", null),
                                new Source(3, "guest.md", "We open at nine.", null, false)))
                        .items())
                .extracting(Item::ownNote)
                .containsExactly(false, true, true, false);
    }

    @Test
    void goesOnWithTheOthersWhereOneFails() throws InterruptedException {
        Reading reading = reader.read(List.of(
                new Source(0, "gone.xml", null, "SOURCE_UNREADABLE: gone.xml: no such file"),
                new Source(1, "bad.xml", "no", null),
                new Source(2, "n.md", "# Title\nText.", null)));
        assertThat(reading.items()).extracting(Item::source).containsExactly("n.md");
        assertThat(reading.unreadable())
                .extracting(Reading.Unreadable::location, Reading.Unreadable::code)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("gone.xml", "SOURCE_UNREADABLE"),
                        org.assertj.core.groups.Tuple.tuple("bad.xml", "SOURCE_NOT_A_FEED"));
        assertThat(reading.unreadable().getFirst().message()).isEqualTo("gone.xml: no such file");
    }
}
