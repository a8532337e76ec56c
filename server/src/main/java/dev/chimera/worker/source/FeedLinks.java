package dev.chimera.worker.source;

import dev.chimera.fetch.FetchException;
import dev.chimera.fetch.WebAddress;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Makes of what a feed writes as links what a reader can follow: an absolute http(s) address, or nothing. */
final class FeedLinks {

    private FeedLinks() {}

    /**
     * @param base what a relative link is relative to; null where nobody knows
     * @return null for what is no link
     */
    static @Nullable String follow(@Nullable String base, String written) {
        String link = written.strip();
        if (link.isEmpty()) {
            return null;
        }
        int hash = link.indexOf('#');
        String page = hash < 0 ? link : link.substring(0, hash);
        String place =
                hash < 0 ? "" : "#" + link.substring(hash + 1).replaceAll("[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]", "");
        try {
            WebAddress address = base == null
                    ? WebAddress.parse(page)
                    : WebAddress.parse(base).resolve(page);
            return address.uri() + place;
        } catch (FetchException e) {
            return null;
        }
    }

    /** The base of an element: the {@code xml:base} of all around it, on top of the feed's own. */
    static @Nullable String base(@Nullable String feed, Element element) {
        List<String> written = new ArrayList<>();
        for (Element around = element; around != null; around = around.parent()) {
            String base = around.attr("xml:base");
            if (!base.isBlank()) {
                written.addFirst(base);
            }
        }
        String base = feed;
        for (String each : written) {
            String next = follow(base, each);
            base = next == null ? base : next;
        }
        return base;
    }
}
