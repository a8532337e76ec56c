package dev.chimera.worker.source;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * RSS and Atom as they are: not always well-formed, with entities that only HTML has, undeclared prefixes and control
 * characters. Each entry is parsed alone, so that no more than one stands in memory as a tree and what is wrong with one
 * costs no other. A feed that declares entities of its own is refused: no feed needs that, and entity bombs do.
 */
final class FeedReader {

    private static final Set<String> ROOTS = Set.of("rss", "rdf", "feed", "channel");
    private static final int LONGEST_ENTRY = 1_000_000;
    private static final int MOST_TAGS = 20_000;

    private FeedReader() {}

    /** @param address where the feed was found; null for a file */
    static Contents read(String location, String text, boolean own, @Nullable String address)
            throws UnreadableSourceException {
        FeedScanner.Scanned feed = FeedScanner.scan(text);
        if (feed.entities()) {
            throw UnreadableSourceException.notAFeed(
                    location + ": it declares a document type with entities, which is refused");
        }
        if (!ROOTS.contains(feed.root())) {
            throw UnreadableSourceException.notAFeed(
                    location + ": " + OtherDocument.describe(text, feed.root(), address));
        }
        if (feed.entries().size() == 1 && !feed.entries().getFirst().whole()) {
            throw UnreadableSourceException.notAFeed(location + ": it breaks off in its first entry");
        }
        Document head = parse(feed.head());
        String site = site(head, address);
        String base = address == null ? site : address;
        if (feed.root().equals("rss") && site != null) {
            // In RSS a relative link is one of the site's, wherever the feed itself stands.
            base = site;
        }
        Entries entries = new Entries(location, own);
        for (FeedScanner.Span span : feed.entries()) {
            add(entries, feed.opening(), text.substring(span.start(), span.end()), span.whole(), base);
        }
        entries.more(feed.more());
        return entries.contents(channel(location, head, site), RawText.of(location, text));
    }

    private static void add(Entries entries, String opening, String xml, boolean whole, @Nullable String base) {
        if (xml.length() > LONGEST_ENTRY
                || xml.chars().filter(each -> each == '<').count() > MOST_TAGS) {
            entries.leaveOut(titleOf(xml), "ITEM_TOO_LARGE", "is longer than any entry of a feed");
            return;
        }
        Element entry = parse(opening + xml).getAllElements().stream()
                .filter(element -> Set.of("item", "entry")
                        .contains(element.tag().localName().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
        if (entry == null) {
            entries.leaveOut(titleOf(xml), "ITEM_BROKEN", "can't be read");
            return;
        }
        Entry read = EntryReader.read(entry, base);
        if (whole) {
            entries.add(read);
        } else {
            entries.leaveOut(read.shown(), "ITEM_CUT_OFF", "has no end: the feed breaks off in it");
        }
    }

    /** So much of it as is surely short. */
    private static String titleOf(String xml) {
        Document start = parse(xml.substring(0, Math.min(xml.length(), 2_000)));
        Element title = start.selectFirst("title");
        return title == null ? "" : new Entry("", HtmlText.ofEither(title.wholeText()), null, "", null).shown();
    }

    private static Document parse(String xml) {
        Document document = Jsoup.parse(xml, "", Parser.xmlParser());
        document.outputSettings().prettyPrint(false);
        return document;
    }

    private static @Nullable Element channelOf(Document head) {
        List<Element> elements = head.getAllElements().stream()
                .filter(element -> Set.of("channel", "feed")
                        .contains(element.tag().localName().toLowerCase(Locale.ROOT)))
                .toList();
        return elements.isEmpty() ? null : elements.getFirst();
    }

    /** The page that this is the feed of. */
    private static @Nullable String site(Document head, @Nullable String address) {
        Element channel = channelOf(head);
        if (channel == null) {
            return null;
        }
        String base = FeedLinks.base(address, channel);
        String own = FeedNames.all(channel, "link", "atom:link")
                .filter(link -> link.attr("rel").isBlank() || link.attr("rel").equals("alternate"))
                .map(link -> link.attr("href").isBlank() ? link.wholeText() : link.attr("href"))
                .map(link -> FeedLinks.follow(base, link))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return own == null ? base : own;
    }

    private static Channel channel(String location, Document head, @Nullable String site) {
        Element channel = channelOf(head);
        if (channel == null) {
            return new Channel(location, "", List.of(), site == null ? "" : site);
        }
        List<String> authors = FeedNames.all(
                        channel, "author", "dc:creator", "itunes:author", "managingeditor", "webmaster")
                .map(author -> {
                    String name = FeedNames.text(author, "name", "itunes:name");
                    return name.isEmpty() ? author.ownText() : name;
                })
                .map(HtmlText::ofEither)
                .filter(name -> !name.isEmpty())
                .limit(10)
                .toList();
        String title = FeedNames.text(channel, "title", "itunes:title", "dc:title");
        return new Channel(location, HtmlText.ofEither(title), authors, site == null ? "" : site);
    }
}
