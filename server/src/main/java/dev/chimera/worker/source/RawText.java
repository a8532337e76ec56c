package dev.chimera.worker.source;

import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * All words of a source, shown to readers or not: comments, hidden elements, quotations, code. Nothing is made of them;
 * they are looked through for attempts, so that what the readers drop without a word is seen by somebody.
 *
 * @param location the source, as the campaign file names it
 * @param text without markup and without addresses of pages, at most {@value #MOST_CHARACTERS} characters of it
 */
public record RawText(String location, String text) {

    static final int MOST_CHARACTERS = 250_000;

    private static final Pattern COMMENT = Pattern.compile("<!--|-->|<!\\[CDATA\\[|\\]\\]>");
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]{0,500}>");
    private static final Pattern PAGE = Pattern.compile("(?<![\\p{L}\\p{N}_])[a-z]{2,8}://\\S++");

    static RawText of(String location, String content) {
        String start = content.substring(0, Math.min(MOST_CHARACTERS, content.length()));
        // A feed carries the markup of its articles escaped, so there are two layers of it.
        String outer = withoutMarkup(start);
        String inner = withoutMarkup(Parser.unescapeEntities(outer, false));
        return new RawText(location, PAGE.matcher(inner).replaceAll(" "));
    }

    private static String withoutMarkup(String text) {
        return TAG.matcher(COMMENT.matcher(text).replaceAll("\n")).replaceAll("\n");
    }
}
