package dev.chimera.worker.source;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;

/** Says of a document that is no feed what it is, and where the feed is that was meant. */
final class OtherDocument {

    private static final Set<String> PAGES =
            Set.of("html", "head", "body", "div", "p", "article", "main", "meta", "title");
    private static final int LONGEST_PAGE = 300_000;
    private static final String FEEDS =
            "link[rel~=(?i)\\balternate\\b][type~=(?i)(rss|atom|feed\\+json)][href]," + "link[rel~=(?i)^feed$][href]";

    private OtherDocument() {}

    static boolean isPage(String text) {
        String start = text.substring(0, Math.min(text.length(), 1_000)).stripLeading();
        return start.regionMatches(true, 0, "<!doctype html", 0, 14) || start.regionMatches(true, 0, "<html", 0, 5);
    }

    /**
     * @param root the name of its outermost element
     * @param address where it was found; null for a file
     */
    static String describe(String text, String root, @Nullable String address) {
        if (isPage(text) || PAGES.contains(root)) {
            return "it is a web page, not a feed; " + feedOf(text, address);
        }
        return switch (root) {
            case "opml" -> "it is a list of feeds (OPML), not a feed; name the feeds themselves";
            case "urlset", "sitemapindex" -> "it is a sitemap, not a feed; name the site's RSS or Atom feed";
            case "" -> "it is not RSS or Atom; give the address or the file of a feed";
            default -> "it is not RSS or Atom, but begins with <" + root + ">; give the address or the file of a feed";
        };
    }

    private static String feedOf(String page, @Nullable String address) {
        Elements links = Jsoup.parse(page.substring(0, Math.min(page.length(), LONGEST_PAGE)))
                .select(FEEDS);
        for (Element link : links) {
            String feed = FeedLinks.follow(address, link.attr("href"));
            String shown = feed == null && address == null ? link.attr("href").strip() : feed;
            if (shown != null && !shown.isEmpty() && shown.length() < 500) {
                return "name its feed instead: " + shown.replaceAll("[\\p{Cntrl}\\s]+", " ");
            }
        }
        return "it names no feed of its own: look for one on the site, or put what it says into a note";
    }
}
