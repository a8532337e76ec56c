package dev.chimera.worker.source;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Reads one entry of RSS (0.9x, 1.0, 2.0) or Atom (0.3, 1.0), with what podcasts and videos add to it. */
final class EntryReader {

    private static final String[] TITLES = {"title", "media:title", "itunes:title", "dc:title"};
    private static final String[] BODIES = {
        "content:encoded",
        "content",
        "description",
        "summary",
        "body",
        "atom:content",
        "atom:summary",
        "media:description",
        "itunes:summary",
        "itunes:subtitle",
        "dc:description",
        "dcterms:abstract",
        "tagline"
    };
    private static final String[] DATES = {
        "pubdate",
        "published",
        "issued",
        "dc:date",
        "dcterms:created",
        "dcterms:issued",
        "atom:published",
        "created",
        "updated",
        "modified",
        "dcterms:modified",
        "atom:updated"
    };

    private EntryReader() {}

    /** @param base what the feed's links are relative to; null where nobody knows */
    static Entry read(Element entry, @Nullable String base) {
        List<Element> parts = parts(entry);
        String title = parts.stream()
                .flatMap(part -> FeedNames.all(part, TITLES))
                .map(EntryReader::words)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse("")
                .replace('\n', ' ');
        // The whole article where the feed carries it, its summary where not.
        String text = parts.stream()
                .flatMap(part -> FeedNames.all(part, BODIES))
                .map(EntryReader::words)
                .map(Teaser::cut)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        return new Entry(FeedNames.text(entry, "guid", "id"), title, link(entry, base), text, date(entry));
    }

    /** The entry, and what a video's entry is wrapped in. */
    private static List<Element> parts(Element entry) {
        List<Element> groups =
                FeedNames.all(entry, "media:group", "media:content").toList();
        return Stream.of(
                        Stream.of(entry),
                        groups.stream(),
                        groups.stream().flatMap(group -> FeedNames.all(group, "media:content")))
                .flatMap(each -> each)
                .toList();
    }

    private static String words(Element element) {
        if (!element.attr("src").isBlank()) {
            return "";
        }
        // XHTML, or HTML that somebody forgot to escape.
        if (!element.children().isEmpty()) {
            return HtmlText.of(element.html());
        }
        String type = element.attr("type").strip().toLowerCase(Locale.ROOT);
        if (element.attr("mode").equals("base64") || isNoText(type)) {
            return "";
        }
        return HtmlText.ofEither(element.wholeText());
    }

    private static boolean isNoText(String type) {
        return type.contains("/") && !type.startsWith("text/") && !type.contains("html") && !type.contains("xml");
    }

    private static @Nullable String link(Element entry, @Nullable String feedBase) {
        String base = FeedLinks.base(feedBase, entry);
        Stream<String> written = Stream.of(
                        FeedNames.texts(entry, "feedburner:origlink").stream(),
                        FeedNames.all(entry, "link", "atom:link")
                                .filter(EntryReader::isTheEntrysOwn)
                                .map(EntryReader::target),
                        permanent(entry),
                        FeedNames.all(entry, "media:player", "enclosure").map(each -> each.attr("url")),
                        Stream.of(attribute(entry, "rdf:about")))
                .flatMap(each -> each);
        return written.map(link -> FeedLinks.follow(base, link))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isTheEntrysOwn(Element link) {
        String relation = link.attr("rel").strip().toLowerCase(Locale.ROOT);
        return relation.isEmpty() || relation.equals("alternate");
    }

    private static String target(Element link) {
        String target = link.attr("href");
        return target.isBlank() ? link.wholeText() : target;
    }

    /** An id that is an address is one that the entry can be found at, unless the feed says that it is not. */
    private static Stream<String> permanent(Element entry) {
        return FeedNames.all(entry, "guid", "id")
                .filter(id -> !id.attr("isPermaLink").strip().equalsIgnoreCase("false"))
                .map(id -> id.wholeText().strip())
                .filter(id -> id.regionMatches(true, 0, "http", 0, 4));
    }

    private static String attribute(Element element, String name) {
        return element.attributes().getIgnoreCase(name);
    }

    private static @Nullable Instant date(Element entry) {
        return FeedNames.texts(entry, DATES).stream()
                .map(FeedDate::parse)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
