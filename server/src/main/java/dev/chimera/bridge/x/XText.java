package dev.chimera.bridge.x;

import com.twitter.twittertext.Extractor;
import dev.chimera.model.offline.LongRuns;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Makes a text comparable with what X made of it: X writes {@code & < >} as HTML, puts its own short link in place of
 * every address, adds one for the media, and normalizes characters.
 */
final class XText {

    private static final Pattern SPACE = Pattern.compile("[\\p{Z}\\t]+");
    private static final Pattern SCHEME = Pattern.compile("(?i)^https?://");

    private XText() {}

    /** The text of a tweet as its author wrote it, from X's JSON with the field {@code entities}. */
    static String written(JsonNode tweet) {
        String text = tweet.path("text").asString("");
        // X's links have no such signs, and the addresses behind them are not escaped: so first the signs.
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        for (JsonNode url : tweet.path("entities").path("urls")) {
            String link = url.path("url").asString("");
            String address = url.path("expanded_url").asString("");
            if (link.isEmpty()) {
                continue;
            }
            if (isOfMedia(url, address)) {
                text = text.replace(link, "").stripTrailing();
            } else if (!address.isEmpty()) {
                text = text.replace(link, address);
            }
        }
        return text;
    }

    private static boolean isOfMedia(JsonNode url, String address) {
        return url.has("media_key")
                && address.matches("https?://(x|twitter)\\.com/[^/]+/status/[0-9]+/(photo|video)/[0-9]+");
    }

    /** Whether two texts are the same but for what X changes. */
    static boolean isSame(String one, String other) {
        return comparable(one).equals(comparable(other));
    }

    private static String comparable(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder result = new StringBuilder();
        int from = 0;
        List<Extractor.Entity> addresses = new Extractor().extractURLsWithIndices(LongRuns.broken(normal));
        for (Extractor.Entity address : addresses) {
            result.append(normal, from, address.getStart()).append(comparableAddress(address.getValue()));
            from = address.getEnd();
        }
        result.append(normal, from, normal.length());
        return SPACE.matcher(result).replaceAll(" ").strip();
    }

    /** X adds a scheme that was not written, and an address means the same with a slash at its bare end. */
    private static String comparableAddress(String address) {
        String bare = SCHEME.matcher(address).replaceFirst("");
        int path = bare.indexOf('/');
        String host = path < 0 ? bare : bare.substring(0, path);
        String rest = path < 0 || path == bare.length() - 1 ? "" : bare.substring(path);
        return host.toLowerCase(Locale.ROOT) + rest;
    }
}
