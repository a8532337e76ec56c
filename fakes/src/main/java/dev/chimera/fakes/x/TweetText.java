package dev.chimera.fakes.x;

import com.twitter.twittertext.Extractor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What X makes of a text: signs are written as HTML, every address and every medium becomes a link of its own. */
final class TweetText {

    private TweetText() {}

    /**
     * Puts {@code text} and {@code entities} into a post.
     *
     * @param mediaKey of the first medium; null where there is none
     */
    static void write(ObjectNode post, String id, String username, String written, @Nullable String mediaKey) {
        StringBuilder text = new StringBuilder();
        ArrayNode urls = Call.JSON.createArrayNode();
        int from = 0;
        List<Extractor.Entity> addresses = new Extractor().extractURLsWithIndices(written);
        for (Extractor.Entity address : addresses) {
            text.append(escaped(written.substring(from, address.getStart())));
            String full =
                    address.getValue().matches("(?i)https?://.*") ? address.getValue() : "http://" + address.getValue();
            link(text, urls, id + urls.size(), full);
            from = address.getEnd();
        }
        text.append(escaped(written.substring(from)));
        if (mediaKey != null) {
            text.append(' ');
            link(text, urls, id + "m", "https://x.com/" + username + "/status/" + id + "/photo/1")
                    .put("media_key", mediaKey);
        }
        post.put("text", text.toString());
        if (!urls.isEmpty()) {
            post.putObject("entities").set("urls", urls);
        }
    }

    private static ObjectNode link(StringBuilder text, ArrayNode urls, String seed, String address) {
        String link = "https://t.co/" + Integer.toUnsignedString(seed.hashCode(), 36) + "xyz";
        int start = text.codePointCount(0, text.length());
        text.append(link);
        return urls.addObject()
                .put("start", start)
                .put("end", start + link.length())
                .put("url", link)
                .put("expanded_url", address)
                .put("display_url", address.replaceFirst("(?i)^https?://", ""));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
