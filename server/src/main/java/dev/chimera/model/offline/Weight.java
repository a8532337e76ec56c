package dev.chimera.model.offline;

import com.twitter.twittertext.Extractor;
import com.twitter.twittertext.TwitterTextParser;
import java.util.List;

/** Counts as X counts: an address is 23, an emoji or a Chinese character 2. */
final class Weight {

    static final int MOST = 280;

    private Weight() {}

    static int of(String text) {
        return TwitterTextParser.parseTweet(text).weightedLength;
    }

    /** Whether X will take this for exactly one address, and so count and link it as one. */
    static boolean isLink(String url) {
        return new Extractor().extractURLs("x " + url).equals(List.of(url));
    }
}
