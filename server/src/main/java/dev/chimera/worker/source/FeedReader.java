package dev.chimera.worker.source;

import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** RSS and Atom, with ROME. A document type is refused with its feed: no feed needs one, and entity bombs do. */
final class FeedReader {

    /** The newest ones, since a feed begins with them. */
    private static final int MOST_ENTRIES = 500;

    private FeedReader() {}

    static List<Item> read(String location, String xml, boolean own) throws UnreadableSourceException {
        SyndFeed feed = parse(location, xml);
        List<Item> items = new ArrayList<>();
        for (SyndEntry entry : feed.getEntries().stream().limit(MOST_ENTRIES).toList()) {
            String text = body(entry);
            String title = HtmlText.of(entry.getTitle() == null ? "" : entry.getTitle());
            if (!text.isEmpty()) {
                items.add(new Item(location, title, link(entry), text, own, date(entry)));
            }
        }
        return items;
    }

    private static SyndFeed parse(String location, String xml) throws UnreadableSourceException {
        SyndFeedInput input = new SyndFeedInput(false, Locale.ROOT);
        input.setAllowDoctypes(false);
        try {
            return input.build(new StringReader(xml.strip()));
        } catch (FeedException | IllegalArgumentException e) {
            String why = xml.contains("<!DOCTYPE")
                    ? "it declares a document type, which is refused"
                    : "it is not RSS or Atom (" + firstLine(e) + ")";
            throw UnreadableSourceException.notAFeed(location + ": " + why);
        }
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.length() > 160 ? line.substring(0, 160) : line;
    }

    /** The whole article where the feed carries it, its summary where not. */
    private static String body(SyndEntry entry) {
        Stream<SyndContent> all = Stream.concat(
                entry.getContents().stream(),
                entry.getDescription() == null ? Stream.empty() : Stream.of(entry.getDescription()));
        return all.map(SyndContent::getValue)
                .filter(value -> value != null && !value.isBlank())
                .map(HtmlText::of)
                .reduce("", (longest, next) -> next.length() > longest.length() ? next : longest);
    }

    private static @Nullable String link(SyndEntry entry) {
        String link = followable(entry.getLink());
        return link == null ? followable(entry.getUri()) : link;
    }

    /** Only what a reader can follow: an absolute http(s) address. */
    private static @Nullable String followable(@Nullable String candidate) {
        if (candidate == null) {
            return null;
        }
        try {
            URI uri = new URI(candidate.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("https") || scheme.equals("http");
            return web && uri.getHost() != null ? uri.toASCIIString() : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static @Nullable Instant date(SyndEntry entry) {
        Date date = entry.getPublishedDate() == null ? entry.getUpdatedDate() : entry.getPublishedDate();
        return date == null ? null : date.toInstant();
    }
}
