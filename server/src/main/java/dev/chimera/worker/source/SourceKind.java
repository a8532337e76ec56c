package dev.chimera.worker.source;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How a source is read: by what stands in it, and by its name or its content type only where that says nothing. */
enum SourceKind {
    FEED,
    JSON_FEED,
    MARKDOWN,
    TEXT;

    private static final int BEGINNING = 4_000;
    private static final Pattern MARKUP = Pattern.compile("\\A<[?!/A-Za-z]");
    private static final Pattern A_FEED = Pattern.compile("<(?:[A-Za-z]{1,20}:)?(?i:rss|feed|rdf)\\b");
    private static final Set<String> NO_TEXT = Set.of("image", "audio", "video", "font");
    private static final Set<String> NO_TEXT_EITHER =
            Set.of("application/pdf", "application/zip", "application/msword");

    /**
     * @param content without a byte order mark
     * @param contentType in lower case; empty for a file
     * @throws UnreadableSourceException for what is empty, or no text at all
     */
    static SourceKind of(String location, String content, String contentType) throws UnreadableSourceException {
        String name = location.toLowerCase(Locale.ROOT).replaceAll("[?#].*$", "");
        boolean namedAsFeed = name.endsWith(".xml") || name.endsWith(".rss") || name.endsWith(".atom");
        String beginning =
                content.substring(0, Math.min(BEGINNING, content.length())).stripLeading();
        if (content.isBlank()) {
            throw namedAsFeed
                    ? UnreadableSourceException.notAFeed(location + ": is empty")
                    : UnreadableSourceException.empty(location + ": is empty");
        }
        boolean markup = MARKUP.matcher(beginning).find()
                && !(name.endsWith(".txt") && !A_FEED.matcher(beginning).find());
        if (!markup && isNoText(beginning, contentType)) {
            throw UnreadableSourceException.notAFeed(location + ": it is no text"
                    + (contentType.isEmpty() ? "" : ", but " + BodyText.mediaType(contentType))
                    + "; give a feed, Markdown or plain text");
        }
        boolean markdown = name.endsWith(".md") || name.endsWith(".markdown") || contentType.contains("markdown");
        boolean namedAsJson = name.endsWith(".json") || contentType.contains("json");
        if (!markdown && !markup && (namedAsJson || beginning.contains("jsonfeed.org/version/"))) {
            return JSON_FEED;
        }
        boolean xml = contentType.contains("xml") && !contentType.contains("html");
        if (namedAsFeed || xml || (markup && !markdown)) {
            return FEED;
        }
        return markdown ? MARKDOWN : TEXT;
    }

    private static boolean isNoText(String beginning, String contentType) {
        String media = BodyText.mediaType(contentType);
        long controls = beginning
                .chars()
                .filter(each -> each == 0 || each == 0xfffd || (each < 0x20 && !Character.isWhitespace(each)))
                .count();
        return beginning.startsWith("%PDF-")
                || controls > beginning.length() / 50
                || NO_TEXT.contains(media.split("/", 2)[0])
                || NO_TEXT_EITHER.contains(media);
    }
}
