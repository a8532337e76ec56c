package dev.chimera.model.offline;

import com.twitter.twittertext.Extractor;
import com.twitter.twittertext.TwitterTextParser;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one count of a post's length, X's: an address is 23 whatever its own length, an emoji or a Chinese character 2. The
 * composer, the Judge and the bridge all ask here.
 */
public final class Weight {

    /** What X takes. */
    public static final int MOST = 280;

    private static final Pattern PLAIN_ADDRESS = Pattern.compile(
            "https?://[A-Za-z0-9-]++(?:\\.[A-Za-z0-9-]++)+(?::\\d{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@!$&()*+,;=%-]*+)?");

    private Weight() {}

    public static int of(String text) {
        return TwitterTextParser.parseTweet(LongRuns.broken(text)).weightedLength;
    }

    /**
     * Whether it can stand in a post: one address for X, or one whose top-level domain the list of twitter-text is too old to
     * have. Such a one is counted letter by letter, which is never too little.
     */
    static boolean canStand(String url) {
        return isLink(url) || PLAIN_ADDRESS.matcher(url).matches();
    }

    /** Whether X will take this for exactly one address, and so count and link it as one. */
    static boolean isLink(String url) {
        return new Extractor().extractURLs("x " + LongRuns.broken(url)).equals(List.of(url));
    }
}
