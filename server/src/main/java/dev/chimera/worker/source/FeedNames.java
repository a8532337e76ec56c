package dev.chimera.worker.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/**
 * The names of a feed's elements. A prefix is what the feed declares; where it declares nothing, as many don't, it is what
 * everybody means by it. Upper and lower case are the same.
 */
final class FeedNames {

    private static final Map<String, String> PREFIXES = Map.of(
            "http://purl.org/rss/1.0/modules/content/", "content",
            "http://search.yahoo.com/mrss", "media",
            "http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes",
            "http://purl.org/dc/elements/1.1/", "dc",
            "http://purl.org/dc/terms/", "dcterms",
            "http://www.w3.org/2005/atom", "atom",
            "http://purl.org/atom/ns#", "atom",
            "http://rssnamespace.org/feedburner/ext/1.0", "feedburner");

    private FeedNames() {}

    /** Such as {@code content:encoded}, or {@code title} for one of the feed's own. */
    static String of(Element element) {
        String local = element.tag().localName().toLowerCase(Locale.ROOT);
        String prefix = prefix(element);
        return prefix.isEmpty() ? local : prefix + ":" + local;
    }

    private static String prefix(Element element) {
        String known = known(element);
        Element parent = element.parent();
        if (known.equals("atom") && (parent == null || known(parent).equals("atom"))) {
            // Atom's own in Atom, whether it stands in the default namespace or under a prefix.
            return "";
        }
        String written = element.tag().prefix().toLowerCase(Locale.ROOT);
        return known.isEmpty() ? written : known;
    }

    private static String known(Element element) {
        String space = element.tag().namespace().toLowerCase(Locale.ROOT);
        return PREFIXES.getOrDefault(space, PREFIXES.getOrDefault(space.replaceAll("/$", ""), ""));
    }

    /** The children with one of these names, in the order of the names. */
    static Stream<Element> all(Element parent, String... names) {
        return Stream.of(names)
                .flatMap(name ->
                        parent.children().stream().filter(child -> of(child).equals(name)));
    }

    static Optional<Element> first(Element parent, String... names) {
        return all(parent, names).findFirst();
    }

    /** The first of them that says something. */
    static String text(Element parent, String... names) {
        return all(parent, names)
                .map(element -> element.wholeText().strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    static List<String> texts(Element parent, String... names) {
        return all(parent, names)
                .map(element -> element.wholeText().strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
